import type { Cluster } from "../../lib/model/cluster.ts";
import { minorOf } from "../../lib/model/cluster-data.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { madeOf } from "../../lib/build/rendered.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { groupOf } from "../../lib/kubernetes/manifest.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { coreSchema } from "../../lib/kubernetes/schema/catalogue.ts";
import { failure } from "../tell/failure.ts";

/** What a cluster needs before GitOps can take over: the very objects that GitOps then has, in the order they go in. */
export interface Part {
  /** Of the component. */
  readonly name: string;
  /** Waited for before the rest goes in. */
  readonly definitions: readonly Manifest[];
  /** Everything that workloads read when they start. */
  readonly settings: readonly Manifest[];
  readonly workloads: readonly Manifest[];
}

const workloadKinds = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]);

/** The component that gives pods a network, when that is none of the distribution's own. */
export function networkOf({ components }: Cluster): AnyPlacement | undefined {
  return components.find(({ provides }) => provides.includes("cni"));
}

/** Argo CD, where the cluster has its own. */
export function deployerOf({ components }: Cluster): AnyPlacement | undefined {
  return components.find(({ provides }) => provides.includes("deployer"));
}

/**
 * The chart of a component as objects. What needs a definition that another component brings is left to GitOps, which
 * adds it in its wave.
 */
export function partOf(plan: ClusterPlan, name: string): Part {
  const component = plan.components.find((one) => one.name === name);
  if (!component?.release) throw failure(`${plan.cluster.name}/${name}`, "has no chart");
  const objects = madeOf(component);
  const definitions = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
  const namespaces = namespacesOf(plan, [component.namespace]);
  const servable = objects.filter((object) => isServed(plan.cluster, object, definitions));
  const isWorkload = ({ kind }: Manifest): boolean => workloadKinds.has(kind);
  return {
    name,
    definitions,
    settings: [
      ...namespaces,
      ...servable.filter((object) => !definitions.includes(object) && !isWorkload(object)),
    ],
    workloads: servable.filter(isWorkload),
  };
}

/** The Namespace objects of these names, with the labels that the plan gives them. */
export function namespacesOf({ components }: ClusterPlan, names: readonly string[]): Manifest[] {
  return components
    .flatMap(({ manifests }) => manifests)
    .filter(({ kind, metadata }) => kind === "Namespace" && names.includes(metadata.name));
}

function isServed(
  { kubernetes }: Cluster,
  { apiVersion, kind }: Manifest,
  definitions: readonly Manifest[],
): boolean {
  if (coreSchema(minorOf(kubernetes.version), apiVersion, kind)) return true;
  // Kubernetes' own groups that are no part of the imported API.
  if (groupOf(apiVersion) === "apiextensions.k8s.io") return true;
  return definitions.some(({ spec }) => {
    const { group, names } = spec as { group: string; names: { kind: string } };
    return group === groupOf(apiVersion) && names.kind === kind;
  });
}
