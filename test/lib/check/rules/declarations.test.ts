import { describe, expect, it } from "vitest";
import { cilium, longhorn } from "../../../../charts/index.ts";
import type { Row } from "../../../support/fleet.ts";
import { authority, component, fleetOf, onK3s, problemsOf } from "../../../support/fleet.ts";

const declarationRows: readonly Row[] = [
  [
    "an exception from the delivery of charts for nobody",
    { cluster: { charts: { delivery: "helm", except: ["autority"] } } },
    [
      'home: charts.except names "autority", which is no component of it; did you mean "authority"?',
    ],
  ],
  [
    "a delivery of charts that there is not",
    { cluster: { charts: { delivery: "render" as "rendered" } } },
    ['home: charts.delivery is "render"; did you mean "rendered"?'],
  ],
  [
    "words that no field has",
    { edge: { argocd: "own" as "self", revision: "pined" as "pinned" } },
    [
      'edge: argocd is "own"; use one of hub, self',
      'edge: revision is "pined"; did you mean "pinned"?',
    ],
  ],
  [
    "a profile that there is not",
    {
      cluster: {
        kubernetes: { ...fleetOf().clusters[0]!.kubernetes, profile: "hard" as "hardened" },
      },
    },
    ['home: kubernetes.profile is "hard"; use hardened'],
  ],
  [
    "a part that its distribution does not have",
    {
      cluster: {
        kubernetes: {
          ...fleetOf().clusters[0]!.kubernetes,
          bundled: [...fleetOf().clusters[0]!.kubernetes.bundled, "corends"],
        },
      },
    },
    ['home: has kubernetes.bundled "corends"; did you mean "coredns"?'],
  ],
  [
    "metrics of what its distribution shows none of",
    {
      cluster: {
        kubernetes: {
          ...fleetOf().clusters[0]!.kubernetes,
          exposes: ["etcd", "scheduler"],
        },
      },
    },
    ['home: has kubernetes.exposes "scheduler", which shows no metrics on k3s; use etcd'],
  ],
  [
    "text in the place of a distribution, and nothing that follows from it",
    {
      cluster: {
        kubernetes: {
          ...fleetOf().clusters[0]!.kubernetes,
          distribution: "k4s" as never,
        },
      },
      components: [cilium({}), longhorn({ backupTarget: "s3://backups@home/home" })],
    },
    [
      'home: kubernetes.distribution is "k4s", which is none; import k4s from charts/distributions.ts and write it without quotes',
    ],
  ],
  [
    "something else in the place of a distribution",
    {
      cluster: {
        kubernetes: {
          ...fleetOf().clusters[0]!.kubernetes,
          distribution: { name: "k3s" } as never,
        },
      },
    },
    [
      "home: kubernetes.distribution is an object (name), which is none; import one from charts/distributions.ts",
    ],
  ],
  [
    "a node of another role and architecture",
    {
      edge: {
        nodes: fleetOf({ edge: {} }).clusters[1]!.nodes.map((node) =>
          node.name === "edge-3"
            ? { ...node, role: "server" as "worker", architecture: "aarch64" as "arm64" }
            : node,
        ),
      },
    },
    [
      'edge: node edge-3: architecture is "aarch64"; use one of amd64, arm64',
      'edge: node edge-3: role is "server"; use one of control-plane, worker',
    ],
  ],
  [
    "a Kubernetes that is not imported",
    { cluster: onK3s("v1.99.0+k3s1") },
    [
      "home: Kubernetes v1.99.0+k3s1 is of a minor that is not imported; use 1.34, 1.35 or 1.36, or import its API",
    ],
  ],
  ...["v1.36.2/../../evil+k3s1", "v1.36.2+k3s1/../..", "v1.36.2+k3s1\n"].map((version): Row => [
    `the version ${JSON.stringify(version)}, which would lead elsewhere`,
    { cluster: onK3s(version) },
    [
      `home: Kubernetes version ${JSON.stringify(version)} is no release such as v1.36.2+k3s1; write it as the distribution tags it`,
    ],
  ]),
  [
    "a minor in place of a release",
    { cluster: onK3s("1.36") },
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
    "allowances that name nothing, or say no reason",
    {
      cluster: { allow: { delete: { library: "copied" }, replace: { "Deployment/app/web": "" } } },
      app: { objects: [] },
    },
    [
      'home: allow.delete["library"] names no object; write it as "PersistentVolumeClaim/shop/data"',
      'home: allow.replace["Deployment/app/web"] is empty; write the reason',
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
