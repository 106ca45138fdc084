import { recordsOf } from "../fleets/place.ts";
import { inNamespace } from "../../lib/build/render.ts";
import { foundIn } from "../../lib/helm/record/found.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { ChartRequest, FoundChart, FoundCharts } from "../../lib/helm/request.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import type { ImportedChart } from "../../lib/kubernetes/chart.ts";
import { scopeOfKind } from "../../lib/kubernetes/kinds.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { AnyPlacement, Overrides } from "../../lib/model/placement.ts";
import { namespaceOf } from "../../lib/model/placement.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { planCluster } from "../../lib/plan.ts";
import type { MadeService, PodRequests, VolumeBindingMode } from "../../lib/model/run-time.ts";

/** What a made-up chart makes, in short. */
export interface Makes {
  readonly services?: Readonly<Record<string, MadeService>>;
  readonly serviceAccounts?: readonly string[];
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  readonly ingressClasses?: readonly string[];
  readonly storageClasses?: Readonly<Record<string, VolumeBindingMode>>;
  readonly defaultStorageClass?: string;
  readonly pods?: readonly PodRequests[];
  readonly objects?: readonly object[];
  readonly hasDeleteHook?: boolean;
}

const known = new WeakMap<AnyPlacement, FoundChart>();

/** Says what the chart of a placement makes, as its record would. */
export function withMade(
  placement: AnyPlacement,
  chart: ImportedChart,
  makes: Makes,
): AnyPlacement {
  const scopes = scopeOfKind("1.36");
  const { atRunTime } = placement.definition;
  const kinds = typeof atRunTime === "object" && atRunTime.kinds ? [] : definitionsOf(chart);
  const objects = [...kinds, ...objectsOf(makes)].map((object) =>
    inNamespace(object as Manifest, namespaceOf(placement), scopes),
  );
  known.set(placement, { objects, hasDeleteHook: makes.hasDeleteHook ?? false });
  return placement;
}

/** The same placement with overrides beside those that it has; what its chart makes stays known. */
export function overridden(placement: AnyPlacement, overrides: Overrides): AnyPlacement {
  const copy = { ...placement, overrides: { ...placement.overrides, ...overrides } };
  const chart = known.get(placement);
  if (chart) known.set(copy, chart);
  return copy;
}

/** Of the fleet of test/. */
export const houseRecords = new Records(recordsOf("house"));

/**
 * What is known of the charts of these clusters, for a plan: of made-up charts what they say, of recorded placements
 * the records, of others the kinds that they bring.
 */
export function foundCharts(clusters: readonly Cluster[], records = houseRecords): FoundCharts {
  const madeUp = clusters.flatMap(({ name, components }) =>
    components.flatMap((placement): [string, FoundChart][] => {
      const chart = known.get(placement);
      return chart ? [[`${name}/${placement.name}`, chart]] : [];
    }),
  );
  const others = requestsOf(clusters).map((request): [string, FoundChart] => {
    const record = records.own(request);
    return [request.place, record ? foundIn(record, request) : kindsOf(request)];
  });
  return new Map([...others, ...madeUp]);
}

/** The charts of these clusters, whoever renders them. */
export function requestsOf(clusters: readonly Cluster[]): ChartRequest[] {
  // Nothing else is read of a fleet.
  const fleet = { clusters } as Fleet;
  return [...chartRequests(fleet, "helm"), ...chartRequests(fleet, "rendered")];
}

/** The plan of a cluster with what is known of its charts. */
export function planOf(cluster: Cluster, records = houseRecords): ClusterPlan {
  return planCluster(cluster, foundCharts([cluster], records));
}

function kindsOf({ chart }: ChartRequest): FoundChart {
  return { objects: definitionsOf(chart) as Manifest[], hasDeleteHook: false };
}

function definitionsOf({ crds }: ImportedChart): object[] {
  return crds.map(({ group, kind, plural, scope, versions }) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural },
      versions: versions.map((name, i) => ({
        name,
        served: true,
        storage: i === 0,
        schema: { openAPIV3Schema: { type: "object" } },
      })),
    },
  }));
}

function objectsOf(makes: Makes): object[] {
  const { services = {}, secrets = {}, storageClasses = {}, pods = [] } = makes;
  const object = (apiVersion: string, kind: string, name: string, more: object = {}): object => ({
    apiVersion,
    kind,
    metadata: { name },
    ...more,
  });
  return [
    ...pods.map(workloadOf),
    ...Object.entries(services).map(([name, { ports, labels }]) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, labels },
      spec: {
        ports: Object.entries(ports).map(([port, number]) => ({ name: port, port: number })),
      },
    })),
    ...(makes.serviceAccounts ?? []).map((name) => object("v1", "ServiceAccount", name)),
    ...Object.entries(secrets).map(([name, keys]) =>
      object("v1", "Secret", name, { data: Object.fromEntries(keys.map((key) => [key, ""])) }),
    ),
    ...(makes.ingressClasses ?? []).map((name) =>
      object("networking.k8s.io/v1", "IngressClass", name, {
        spec: { controller: "house.example/ingress" },
      }),
    ),
    ...Object.entries(storageClasses).map(([name, volumeBindingMode]) => ({
      ...object("storage.k8s.io/v1", "StorageClass", name),
      metadata: {
        name,
        ...(makes.defaultStorageClass === name && {
          annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
        }),
      },
      provisioner: "house.example/driver",
      volumeBindingMode,
    })),
    ...(makes.objects ?? []),
  ];
}

function workloadOf({ name, replicas, cpu, memory }: PodRequests): object {
  const labels = { app: name };
  const requests = { cpu, memory };
  return {
    apiVersion: "apps/v1",
    kind: replicas === "each-node" ? "DaemonSet" : "Deployment",
    metadata: { name },
    spec: {
      ...(replicas !== "each-node" && { replicas }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: "a.example/b:1", resources: { requests } }] },
      },
    },
  };
}
