import { describe, expect, it } from "vitest";
import type { Traffic } from "../../../../lib/model/traffic.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";

const said = (traffic: object) => fleetOf({ app: { traffic: traffic as Traffic } });
const why = "it asks";

describe("what is said of traffic", () => {
  it.each<[traffic: object, expected: string]>([
    [
      { from: [{ namespace: "ap", why }] },
      'traffic.from[0] names namespace "ap", which is not in this cluster; did you mean "app"?',
    ],
    [
      { to: [{ namespace: "zzzzzz" }] },
      'traffic.to[0] names namespace "zzzzzz", which is not in this cluster; correct it or take it out',
    ],
    [
      { to: [{ cidr: "10.0.0.1/24" }] },
      'traffic.to[0] has a wrong cidr: "10.0.0.1/24" has host bits set; did you mean "10.0.0.0/24"?',
    ],
    [{ from: [{ why }] }, "traffic.from[0] has nobody; say one of who, namespace and cidr"],
    [
      { to: [{ who: "internet", cidr: "10.0.0.0/24" }] },
      "traffic.to[0] has who and cidr; say one of who, namespace, pods and cidr",
    ],
    ...[0, 65_536, "Web", "53/ICMP", "a/b/c"].map((port): [object, string] => [
      { from: [{ who: "anyone", ports: [port], why }] },
      `traffic.from[0] has port ${JSON.stringify(port)}; write a number from 1 to 65535, a port's name, or either with /UDP behind it`,
    ]),
    [
      { from: [{ who: "somebody", why }] },
      'definition.traffic.from[0].who is "somebody"; use one of anyone, controller, ingress, metrics, nodes',
    ],
    [{ form: [] }, 'definition.traffic.form is not a field; did you mean "from"?'],
    [{ to: "internet" }, 'definition.traffic.to is "internet", not a list; write ["internet"]'],
  ])("%j is told", (traffic, expected) => {
    expect(problemsOf(said(traffic))).toEqual([`home/app: ${expected}`]);
  });

  it("may be ports by number and name, of UDP too", () => {
    const from = [{ who: "nodes", ports: [53, "53/UDP", "http", "http/UDP"], why }];
    const to = [{ who: "api-server" }, { pods: { a: "b" } }];
    expect(problemsOf(said({ from, to }))).toEqual([]);
  });

  it("leaves namespaces open that there are", () => {
    const fleet = (name: string) => fleetOf({ cluster: { openNamespaces: [name] } });
    expect(problemsOf(fleet("app"))).toEqual([]);
    expect(problemsOf(fleet("apps"))).toEqual([
      'home: openNamespaces[0] names namespace "apps", which is not in this cluster; did you mean "app"?',
    ]);
  });
});
