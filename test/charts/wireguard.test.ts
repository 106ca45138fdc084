import { describe, expect, it } from "vitest";
import { metallb, wireguard } from "../../charts/index.ts";
import { manifestOf, problemsOf, renderedIn } from "./rendered.ts";

const address = "10.1.0.105";
const more = { loadBalancer: "10.1.0.100-10.1.0.110" };
const made = (options = {}) => renderedIn(wireguard({ address, ...options }), [metallb()], more);

describe("wireguard", () => {
  it("answers at its address, and sees who comes", () => {
    const service = (options = {}): unknown =>
      manifestOf(made(options), "Service", "wireguard-house");
    expect(service()).toMatchObject({
      metadata: { annotations: { "metallb.io/loadBalancerIPs": address } },
      spec: {
        externalTrafficPolicy: "Local",
        ports: [{ port: 51820, protocol: "UDP" }],
      },
    });
    expect(service({ port: 443 })).toMatchObject({ spec: { ports: [{ port: 443 }] } });
  });

  it("lets its peers into the networks of the site, or those that it is told, and out of the house", () => {
    const reached = (options = {}): unknown => {
      const { egress } = manifestOf(made(options), "NetworkPolicy", "wireguard")["spec"] as {
        egress: { to?: { ipBlock?: { cidr: string } }[] }[];
      };
      return egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
    };
    expect(reached()).toEqual(["10.1.0.0/24", "0.0.0.0/0"]);
    expect(reached({ reach: ["10.1.0.5/32"] })).toEqual(["10.1.0.5/32", "0.0.0.0/0"]);
  });

  it("loosens its namespace with the reasons", () => {
    expect(made().loosened).toContainEqual([
      "privileged",
      'app "wireguard" has capabilities, it makes an interface of the network, and starts as root',
    ]);
  });

  it("tells a port that is none", () => {
    expect(problemsOf(wireguard({ address, port: 70000 }))).toEqual([
      "has port 70000, which is none; write a whole number from 1 to 65535",
    ]);
    expect(problemsOf(wireguard({ address }))).toEqual([]);
  });
});
