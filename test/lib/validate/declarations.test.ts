import { describe, expect, it } from "vitest";
import type { BundledName } from "../../../lib/distribution.ts";
import type { Row } from "../../support/fleet.ts";
import { authority, component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { deployment, ingress, service } from "../../support/objects.ts";

const k3s = (
  version: string,
  bundled: readonly BundledName[] = [
    "metrics-server",
    "flannel",
    "servicelb",
    "traefik",
    "local-storage",
  ],
) => ({
  kubernetes: { distribution: "k3s" as const, version, bundled },
});
const balancer = (name: string) => component(name, { provides: ["load-balancer"] });

const declarationRows: readonly Row[] = [
  [
    "a Kubernetes that is not imported",
    { cluster: k3s("v1.99.0+k3s1") },
    [
      "home: Kubernetes v1.99.0+k3s1 is of a minor that is not imported; use 1.34, 1.35 or 1.36, or import its API",
    ],
  ],
  [
    "a minor in place of a release",
    { cluster: k3s("1.36") },
    [
      'home: Kubernetes version "1.36" is no release such as v1.36.2+k3s1; write it as the distribution tags it',
    ],
  ],
  [
    "a domain that is none",
    { cluster: { domain: "house_example" } },
    [
      'home: has domain "house_example", not a DNS subdomain (lower case letters, digits, "-" and "."); correct it',
    ],
  ],
  [
    "an environment that cannot be a namespace",
    { cluster: { environments: { Staging: {} } } },
    [
      'home/namespaces: Namespace "Staging" metadata.name is "Staging", not a DNS label (up to 63 lower case letters, digits and "-"); rename it',
    ],
  ],
  [
    "a bootstrap Secret without its namespace",
    { cluster: { secretsFromBootstrap: { "argocd-redis": ["auth"] } } },
    [
      'home: secretsFromBootstrap names "argocd-redis", not a Secret as <namespace>/<name>; write it as "argocd/argocd-redis"',
    ],
  ],
  [
    "a component listed twice",
    { components: [authority()] },
    ["home/authority: is listed twice; drop one or give them different instances"],
  ],
  [
    "a component named like the second Application of another",
    { components: [component("app-config")] },
    ["home/app-config: has the name of the second Application of app; rename it"],
  ],
  [
    "a component named like Strata's own",
    { components: [component("namespaces", { namespace: "other" })] },
    ["home/namespaces: has the name of an Application that Strata adds itself; rename it"],
  ],
  [
    "a component name with capitals",
    { components: [component("Web", { namespace: "other" })] },
    [
      'home/Web: has a name that is not a DNS label (up to 63 lower case letters, digits and "-"); rename it',
    ],
  ],
  [
    "a namespace that cannot be one",
    { app: { namespace: "App_1" } },
    [
      'home/namespaces: Namespace "App_1" metadata.name is "App_1", not a DNS label (up to 63 lower case letters, digits and "-"); rename it',
    ],
  ],
  [
    "what a component checks itself",
    { app: { check: () => ["has no port; give it one"] } },
    ["home/app: has no port; give it one"],
  ],
];

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
      cluster: k3s("v1.36.2+k3s1", ["metrics-server", "flannel"]),
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
      cluster: k3s("v1.36.2+k3s1", ["traefik"]),
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

describe("a cluster's data", () => {
  it.each(declarationRows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("capabilities", () => {
  it.each(capabilityRows)("are refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
