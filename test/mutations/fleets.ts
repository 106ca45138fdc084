import type { ApiObjectProps } from "cdk8s";
import { ApiObject } from "cdk8s";
import { k3d } from "../../charts/distributions/k3d.ts";
import { k3s } from "../../charts/distributions/k3s.ts";
import * as catalogue from "../../charts/index.ts";
import type { AppOptions } from "../../charts/parts/app/options.ts";
import { app } from "../../charts/parts/app/app.ts";
import { chart } from "../../lib/model/chart.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { defineCluster } from "../../lib/model/cluster.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { deployment, service } from "../support/objects.ts";
import { fleetOf } from "../support/fleet.ts";

/** A component of a cluster as data. */
interface Use {
  readonly use: string;
  readonly options?: object;
  readonly overrides?: object;
}

/** A fleet without a function in it, so that anything in it can be changed. */
export interface FleetData {
  readonly site: object;
  readonly repository: object;
  readonly hub?: string;
  readonly clusters: readonly object[];
}

const objects = defineComponent({
  name: "objects",
  layer: "apps",
  namespace: "objects",
  objects(scope, { list }: { readonly list: readonly ApiObjectProps[] }) {
    list.forEach((one, i) => new ApiObject(scope, `object-${i}`, one));
  },
});

const web = defineComponent({
  name: "web",
  layer: "apps",
  namespace: ({ environment }: AppOptions & { readonly environment: string }) => environment,
  objects: (scope, options) => app(scope, options),
});

type Placing = (options?: object, overrides?: object) => unknown;

const components: Readonly<Record<string, Placing>> = {
  ...(catalogue as unknown as Readonly<Record<string, Placing>>),
  objects: objects as Placing,
  web: web as Placing,
  chart: (options = {}, overrides) =>
    chart((options as { name: "traefik" }).name, options as never, overrides as never),
};

/** The fleet that data describes, whatever it holds. Throws what a file of clusters/ would throw as it loads. */
export function fleetFrom(data: unknown): Fleet {
  if (!isMap(data) || !Array.isArray(data["clusters"])) return data as Fleet;
  const clusters = data["clusters"].map((cluster: unknown) => {
    if (!isMap(cluster) || !Array.isArray(cluster["components"])) return cluster;
    const placed = cluster["components"].map(place);
    const kubernetes = withDistribution(cluster["kubernetes"]);
    const site = data["site"];
    return defineCluster({ ...cluster, kubernetes, site, components: placed } as never);
  });
  return { ...data, clusters } as unknown as Fleet;
}

/** Named in data, as in a file that imports it. */
const distributions: Readonly<Record<string, unknown>> = { k3d, k3s };

function withDistribution(kubernetes: unknown): unknown {
  if (!isMap(kubernetes)) return kubernetes;
  const named = kubernetes["distribution"];
  const known = typeof named === "string" && Object.hasOwn(distributions, named);
  return known ? { ...kubernetes, distribution: distributions[named] } : kubernetes;
}

function place(use: unknown): unknown {
  const found = isMap(use) ? components[use["use"] as string] : undefined;
  const { options, overrides } = (use ?? {}) as Use;
  return typeof found === "function" ? found(options, overrides) : use;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function dataOf({ site, repository, hub, clusters }: Fleet, uses: readonly Use[][]): FleetData {
  const plain = clusters.map((cluster, i) => {
    const own = Object.entries(cluster).filter(([key]) => key !== "site");
    const { kubernetes } = cluster;
    return {
      ...Object.fromEntries(own),
      kubernetes: { ...kubernetes, distribution: kubernetes.distribution.name },
      components: uses[i] ?? [],
    };
  });
  return { site, repository, hub, clusters: plain };
}

/** Two clusters on machines of a house, with objects that somebody wrote. */
const house = dataOf(fleetOf({ edge: {}, cluster: { ingress: undefined } }), [
  [{ use: "objects", options: { list: [deployment(), service()] } }],
  [],
]);

/** One computer, with containers for nodes and a first-party app. */
const lone = dataOf(
  fleetOf({
    site: {
      ssh: { user: "admin", publicKeys: ["ssh-ed25519 AAAA me"] },
      backups: {
        endpoint: "https://s3.house.example",
        region: "home",
        bucket: "b",
        keepDays: 7,
        recipients: ["age1x"],
      },
      downloads: { k3s: "https://k3s.example", kubeVip: "ghcr.io/kube-vip/kube-vip:v1.1.2" },
      hosts: {},
      machines: {},
    },
    cluster: {
      kubernetes: {
        distribution: k3d,
        version: "v1.36.2+k3s1",
        bundled: ["coredns", "flannel", "traefik", "servicelb", "local-storage"],
        profile: "hardened",
        snapshots: { schedule: "0 3 * * *", retention: 3 },
      },
      runtime: {
        ports: { 8081: 80 },
        registryPort: 5001,
        virtualMachine: { cpu: 4, memory: "8Gi", disk: "100Gi" },
      },
      environments: { staging: { podSecurity: "restricted", developers: ["me"] } },
      secretsFromBootstrap: { "staging/web": ["key"] },
      prefer: {},
      charts: { delivery: "helm", except: [] },
      ingress: undefined as never,
    },
  }),
  [
    [
      {
        use: "web",
        options: {
          environment: "staging",
          name: "web",
          image: "registry.example/web:1.0",
          port: 8080,
          requests: { cpu: "50m", memory: "64Mi" },
          limits: { memory: "128Mi" },
          environmentVariables: {},
          secrets: { KEY: { secret: "web", key: "key" } },
          volumes: { data: { path: "/data", size: "1Gi" } },
        },
        overrides: {
          patches: [{ kind: "Deployment", name: "web", merge: { spec: { replicas: 1 } } }],
          drop: [],
          hooks: {},
          ignoreDifferences: [{ group: "apps", kind: "Deployment", jsonPointers: ["/spec"] }],
          name: "site",
          namespace: "staging",
        },
      },
    ],
  ],
);

/** A hub with the components of the catalogue that take options. */
const hub = dataOf(
  fleetOf({
    cluster: {
      kubernetes: {
        distribution: k3s,
        version: "v1.36.2+k3s1",
        bundled: ["coredns", "flannel", "local-storage"],
      },
      ingress: { className: "traefik", issuer: "letsencrypt-production" },
      secretsFromBootstrap: {
        "argocd/argocd-redis": ["auth"],
        "argocd/repository": ["username", "password"],
        "cert-manager/cloudflare-api-token": ["api-token"],
        "external-dns/pihole": ["password"],
      },
    },
  }),
  [
    [
      { use: "prometheusOperatorCrds" },
      { use: "metallb" },
      { use: "traefik", overrides: { values: { deployment: { replicas: 2 } } } },
      { use: "certManager", options: { authority: "letsencrypt" } },
      { use: "externalDns", options: { server: "http://10.0.0.3" } },
      {
        use: "sealedSecrets",
        options: {
          sealed: {
            "monitoring/logs-push-home": { username: "AgA", password: "AgB" },
            "monitoring/metrics-push-home": { username: "AgC", password: "AgD" },
          },
        },
      },
      { use: "alloy", options: { sendTo: "https://logs.house.example/push" } },
      {
        use: "prometheusAgent",
        options: { sendTo: "https://metrics.house.example/write" },
      },
      {
        use: "argoCd",
        options: {
          host: "argocd.house.example",
          privateRepository: "https://git.house.example/fleet.git",
        },
      },
      {
        use: "chart",
        options: { name: "reloader", layer: "apps", namespace: "reloader", values: {} },
      },
    ],
  ],
);

export const fleets: Readonly<Record<string, FleetData>> = { house, lone, hub };
