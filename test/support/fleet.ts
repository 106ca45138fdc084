import type { ApiObjectProps } from "cdk8s";
import { ApiObject } from "cdk8s";
import { k3s } from "../../charts/distributions/k3s.ts";
import { certManagerKinds } from "../../charts/parts/kinds/cert-manager.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import type { Capability } from "../../lib/model/capability.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import type { AnyDefinition } from "../../lib/model/definition.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { plan } from "../../lib/plan.ts";
import { formatProblems } from "../../lib/problem.ts";
import type { Scope } from "../../lib/model/scope.ts";
import type { Site } from "../../lib/model/site.ts";
import type { Makes } from "./charts.ts";
import { foundCharts, withMade } from "./charts.ts";
import { deployment, ingress, service } from "./objects.ts";

type Definition = Omit<Partial<AnyDefinition>, "needs" | "provides"> & {
  readonly needs?: Readonly<Partial<Record<Capability, string>>>;
  /** What is handed over; nothing, of a list. */
  readonly provides?: readonly Capability[] | Readonly<Partial<Record<Capability, unknown>>>;
  /** What its chart makes. */
  readonly makes?: Makes;
};

/** What a test changes of the small fleet, which is valid without. */
export interface Change {
  readonly fleet?: Partial<Fleet>;
  readonly site?: Partial<Site>;
  /** Of cluster "home", the hub. */
  readonly cluster?: Partial<Cluster>;
  /** Of cluster "edge", which is there only when this is given. */
  readonly edge?: Partial<Cluster>;
  /** What component "app" of "home" has in its namespace "app", in place of its own objects. */
  readonly objects?: readonly object[];
  /** Further fields of component "app". */
  readonly app?: Parameters<typeof component>[1];
  /** Components of "home" beside "app" and "authority". */
  readonly components?: readonly AnyPlacement[];
}

/** A name for the row, the change, and every line that it brings. */
export type Row = readonly [name: string, change: Change, lines: readonly string[]];

/** Two clusters at most, of three nodes each, on one network. */
export function fleetOf(change: Change = {}): Fleet {
  const site = { ...baseSite, ...change.site };
  const { objects, app, components = [], edge } = change;
  const home: Cluster = {
    ...clusterOf("home", 10, site),
    components: [authority(), component("app", { objects: objects ?? web, ...app }), ...components],
    ...change.cluster,
  };
  const other = { ...clusterOf("edge", 20, site), argocd: "hub" as const, ...edge };
  return {
    site,
    repository: { url: "https://git.house.example/fleet.git", branch: "main" },
    hub: "home",
    clusters: edge ? [home, other] : [home],
    ...change.fleet,
  };
}

/** What a user reads, without the last line. */
export function problemsOf(fleet: Fleet): string[] {
  return formatProblems(plan(fleet, foundCharts(fleet.clusters)).problems)
    .split("\n")
    .slice(0, -1);
}

const web = [deployment(), service(), ingress()];

export const lan = {
  cidr: "10.0.0.0/24",
  gateway: "10.0.0.1",
  dns: ["10.0.0.3"],
  dhcp: "10.0.0.200-10.0.0.250",
};

const baseSite: Site = {
  domain: "house.example",
  email: "admin@house.example",
  networks: {
    lan,
  },
  hosts: {
    rack: {
      address: "10.0.0.2",
      cores: 16,
      memory: "64Gi",
      storagePools: { fast: { size: "1Ti" } },
    },
  },
  machines: {
    git: {
      address: "10.0.0.4",
      host: "rack",
      cpu: 2,
      memory: "4Gi",
      disks: { os: { size: "50Gi", pool: "fast" } },
    },
  },
  reserved: { dns: "10.0.0.3" },
  hostnames: { "git.house.example": "machine git" },
};

/** The API server and two workers, at an address and the two after it. */
function clusterOf(name: string, first: number, site: Site): Cluster {
  return {
    name,
    site,
    network: "lan",
    kubernetes: k3sBut(),
    endpoint: `10.0.0.${first}`,
    nodes: [0, 1, 2].map((i) =>
      node(`${name}-${i + 1}`, `10.0.0.${first + i}`, i === 0 ? "control-plane" : "worker"),
    ),
    podCidr: "10.42.0.0/16",
    serviceCidr: "10.43.0.0/16",
    loadBalancer: `10.0.0.1${first}-10.0.0.1${first + 9}`,
    domain: `${name}.house.example`,
    ingress: { className: "traefik", issuer: "authority" },
    argocd: "self",
    revision: "pinned",
    environments: {},
    // Their tests say that they want them.
    defaultDeny: false,
    components: [],
  };
}

export function node(
  name: string,
  address: string,
  role: Node["role"] = "worker",
  more: Partial<Node> = {},
): Node {
  const disks = { os: { size: "50Gi" } };
  return { name, address, role, architecture: "amd64", cpu: 4, memory: "8Gi", disks, ...more };
}

/** Three nodes of "home", the first of them servers. */
export function nodes(more: Partial<Node> = {}, servers = 1): readonly Node[] {
  return [1, 2, 3].map((i) => ({
    ...node(`home-${i}`, `10.0.0.${9 + i}`, i <= servers ? "control-plane" : "worker"),
    ...more,
  }));
}

export const tainted = {
  taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" as const }],
};

const parts = [
  "coredns",
  "metrics-server",
  "flannel",
  "servicelb",
  "traefik",
  "local-storage",
] as const;

/** The k3s of the small fleet, without these of the parts that it has there. */
export function k3sBut(...left: readonly (typeof parts)[number][]): Cluster["kubernetes"] {
  const bundled = parts.filter((part) => !left.includes(part));
  return { distribution: k3s, version: "v1.36.2+k3s1", bundled };
}

/** Another version of k3s, or other parts of it. */
export function onK3s(
  version: string,
  bundled: readonly string[] = [
    "metrics-server",
    "flannel",
    "servicelb",
    "traefik",
    "local-storage",
  ],
) {
  return { kubernetes: { distribution: k3s, version, bundled } };
}

/** Other fields of the network of the nodes. */
export function withLan(more: object): Change {
  return { site: { networks: { lan: { ...lan, ...more } } } };
}

/** A component out of plain objects, in a namespace of its own name. `asks`: what it asks of its scope beside them. */
export function component(
  name: string,
  {
    objects = [],
    asks,
    provides = [],
    makes,
    ...definition
  }: Omit<Definition, "objects"> & {
    readonly objects?: readonly object[];
    readonly asks?: (scope: Scope) => void;
  } = {},
): AnyPlacement {
  const placement = defineComponent({
    layer: "apps",
    namespace: name,
    ...(definition as Partial<AnyDefinition>),
    name,
    provides: (Array.isArray(provides)
      ? Object.fromEntries(provides.map((capability) => [capability, { namespace: name }]))
      : provides) as never,
    objects(scope) {
      objects.forEach((object, i) => {
        new ApiObject(scope, `object-${i}`, object as ApiObjectProps);
      });
      asks?.(scope);
    },
  })() as AnyPlacement;
  const { chart } = definition;
  const imported = typeof chart === "string" ? importedChart(chart) : chart;
  return imported ? withMade(placement, imported, makes ?? {}) : placement;
}

/** The kinds of cert-manager and the issuer that the cluster names. */
export function authority(): AnyPlacement {
  return component("authority", {
    layer: "security",
    provides: ["certificate-issuer"],
    chart: "cert-manager",
    kinds: certManagerKinds,
    objects: [
      {
        apiVersion: "cert-manager.io/v1",
        kind: "ClusterIssuer",
        metadata: { name: "authority" },
        spec: { selfSigned: {} },
      },
    ],
  });
}
