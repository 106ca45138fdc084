import { describe, expect, it } from "vitest";
import type { BundledName } from "../../../lib/distribution.ts";
import type { Row } from "../../support/fleet.ts";
import { authority, component, fleetOf, problemsOf } from "../../support/fleet.ts";

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

const declarationRows: readonly Row[] = [
  [
    "an exception from the delivery of charts for nobody",
    { cluster: { charts: { delivery: "helm", except: ["autority"] } } },
    [
      'home: charts.except names "autority", which is no component of it; did you mean "authority"?',
    ],
  ],
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

describe("a cluster's data", () => {
  it.each(declarationRows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
