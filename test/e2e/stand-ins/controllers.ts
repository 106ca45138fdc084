import type { Capability } from "../../../lib/model/capability.ts";
import { applicationName } from "../../../lib/order/names.ts";
import { bundledPart } from "../../../lib/model/distribution.ts";
import type { Application } from "../../../lib/order/applications.ts";
import { carriersOf } from "../../../lib/order/declared.ts";
import type { CarrierOf } from "../../../lib/order/declared.ts";
import type { Item } from "../../../lib/order/item.ts";
import type { ClusterPlan } from "../../../lib/order/cluster-plan.ts";
import type { KubeObject } from "../kube.ts";
import type { View } from "../view.ts";

const workloadKinds = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"];

/**
 * Which controllers would run: those whose workloads have a pod that is available. A controller that is not there yet
 * does nothing here either, so an order that is wrong shows as something that never becomes healthy.
 */
export class Controllers {
  readonly #plan: ClusterPlan;
  readonly #view: View;
  readonly #carrier: CarrierOf;

  constructor(plan: ClusterPlan, view: View) {
    this.#plan = plan;
    this.#view = view;
    this.#carrier = carriersOf(plan.components, plan.index);
  }

  /** Whether who provides a capability works; the distribution's own parts always do. */
  provides(capability: Capability): boolean {
    const { bundled } = this.#plan.cluster.kubernetes;
    if (bundled.some((part) => bundledPart(part).provides.includes(capability))) return true;
    const carrier = this.#carrier(capability);
    return carrier !== undefined && this.isLive(this.#applicationOf(carrier));
  }

  /** Whether the chart that brings a kind, `group/Kind`, runs. */
  serves(kind: string): boolean {
    const item = this.#plan.index.definitions.get(kind);
    return item !== undefined && this.isLive(this.#applicationOf(item));
  }

  /** Whether the workloads of the Application that an object belongs to run. */
  runsBeside(object: KubeObject): boolean {
    const owner = ownerOf(object);
    return owner !== undefined && this.#areAvailable(this.#workloadsOf(owner));
  }

  /** Whether an object belongs to the Application of who provides a capability. */
  isPartOf(capability: Capability, object: KubeObject): boolean {
    const carrier = this.#carrier(capability);
    return (
      carrier !== undefined &&
      this.applicationOf(object) === applicationName(this.#applicationOf(carrier))
    );
  }

  /** Name of the Application that brought an object, or the workload that a pod is of. */
  applicationOf(object: KubeObject): string | undefined {
    if (object.kind !== "Pod") return ownerOf(object);
    const workloads = workloadKinds.flatMap((kind) => [...this.#view.of(kind)]);
    const own = workloads.find((workload) => selects(workload, object));
    return own && ownerOf(own);
  }

  /** Whether all workloads of an Application have a pod that is available; a chart without any is live at once. */
  isLive(application: Application): boolean {
    if (application.release?.pods.length === 0) return true;
    return this.#areAvailable(this.#workloadsOf(applicationName(application)));
  }

  #applicationOf({ component, manifest }: Item): Application {
    // An object that carries a capability is served by its component's workloads.
    const own = this.#plan.applications.filter(
      (application) => application.component === component,
    );
    return (
      own.find(({ release }) => release) ??
      own.find(({ manifests }) => manifest !== undefined && manifests.includes(manifest))!
    );
  }

  #workloadsOf(application: string): KubeObject[] {
    return workloadKinds.flatMap((kind) =>
      [...this.#view.of(kind)].filter((object) => ownerOf(object) === application),
    );
  }

  #areAvailable(workloads: readonly KubeObject[]): boolean {
    return workloads.length > 0 && workloads.every(isAvailable);
  }
}

/** The Application that Argo CD tracks an object for. */
function ownerOf({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.["argocd.argoproj.io/tracking-id"]?.split(":")[0];
}

function isAvailable({ kind, spec, status = {} }: KubeObject): boolean {
  if (kind === "DaemonSet")
    return (
      status.observedGeneration > 0 &&
      (status.numberAvailable ?? 0) >= Math.min(1, status.desiredNumberScheduled)
    );
  if (kind === "StatefulSet") return (status.readyReplicas ?? 0) >= Math.min(1, spec.replicas ?? 1);
  return (status.availableReplicas ?? 0) >= Math.min(1, spec.replicas ?? 1);
}

function selects({ metadata, spec }: KubeObject, pod: KubeObject): boolean {
  if (metadata.namespace !== pod.metadata.namespace) return false;
  const wanted = (spec.selector?.matchLabels ?? {}) as Record<string, string>;
  return Object.entries(wanted).every(([key, value]) => pod.metadata.labels?.[key] === value);
}
