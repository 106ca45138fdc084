import { describe, expect, it } from "vitest";
import { networkOf, routeOfLinux } from "../../../scripts/init/found.ts";
import { overHttps } from "../../../scripts/init/read.ts";

const routes = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
`;

function address(of: string, cidr: string, internal = false) {
  return { address: of, cidr, internal, family: "IPv4", netmask: "", mac: "" } as const;
}

const interfaces = {
  lo: [address("127.0.0.1", "127.0.0.1/8", true)],
  docker0: [address("172.17.0.1", "172.17.0.1/16")],
  eth0: [address("192.168.1.7", "192.168.1.7/24")],
};

describe("what this computer says of its network", () => {
  it("is that of the way out", () => {
    const route = routeOfLinux(routes);
    expect(route).toEqual({ device: "eth0", gateway: "192.168.1.1" });
    const resolv = "search house.example\nnameserver 127.0.0.53\nnameserver 192.168.1.2\n";
    expect(networkOf(interfaces, route, resolv)).toEqual({
      device: "eth0",
      address: "192.168.1.7",
      cidr: "192.168.1.0/24",
      gateway: "192.168.1.1",
      dns: ["192.168.1.2"],
    });
  });

  it("has no gateway where there is no way out, and is nothing where there is no network", () => {
    expect(networkOf(interfaces, routeOfLinux(""), "")).toMatchObject({ device: "docker0" });
    expect(networkOf(interfaces, undefined, "")?.gateway).toBeUndefined();
    expect(networkOf({ lo: interfaces.lo }, undefined, "")).toBeUndefined();
  });
});

it.each([
  ["git@git.example:me/x.git", "https://git.example/me/x.git"],
  ["ssh://git@git.example:2222/me/x.git", "https://git.example/me/x.git"],
  ["https://git.example/me/x.git", undefined],
  ["/srv/git/x.git", undefined],
])("the remote %s is over HTTPS %s", (remote, url) => {
  expect(overHttps(remote)).toBe(url);
});
