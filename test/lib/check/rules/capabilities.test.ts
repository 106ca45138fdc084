import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, onK3s, problemsOf } from "../../../support/fleet.ts";
import { deployment, ingress, service } from "../../../support/objects.ts";

const balancer = (name: string) => component(name, { provides: ["load-balancer"] });

const capabilityRows: readonly Row[] = [
  [
    "a need that nothing provides",
    { app: { needs: { logs: "it sends its logs" } } },
    [
      "home/app: needs logs (it sends its logs), which nothing in this cluster provides; add a component that does or drop app",
    ],
  ],
  [
    "a need that is missing once, not at each object",
    {
      app: { needs: { ingress: "it has a host" } },
      cluster: onK3s("v1.36.2+k3s1", ["metrics-server", "flannel"]),
      objects: [deployment(), service(), ingress()],
    },
    [
      "home/app: needs ingress (it has a host), which nothing in this cluster provides; add a component that does or drop app",
    ],
  ],
  [
    "two providers without a preference",
    {
      components: [balancer("metallb"), balancer("other")],
      cluster: onK3s("v1.36.2+k3s1", ["traefik"]),
    },
    [
      'home: metallb and other both provide load-balancer; say which serves with prefer: { "load-balancer": "metallb" }',
    ],
  ],
  [
    "a bundled part beside a component that does the same",
    { components: [balancer("metallb")] },
    [
      "home: bundled servicelb and metallb both provide load-balancer; take servicelb out of kubernetes.bundled or drop metallb",
    ],
  ],
  [
    "a preference with a slip",
    {
      components: [balancer("metallb"), balancer("other")],
      cluster: { prefer: { "load-balancer": "metalb" } },
    },
    [
      'home: prefers "metalb" for load-balancer, but metallb and other provide it; did you mean "metallb"?',
    ],
  ],
  [
    "a preference for nobody",
    { cluster: { prefer: { logs: "loki" } } },
    ['home: prefers "loki" for logs, which no component provides; drop the preference'],
  ],
];

describe("capabilities", () => {
  it.each(capabilityRows)("are refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
