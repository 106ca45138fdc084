import type { Capability } from "../../../lib/model/capability.ts";
import { applicationName } from "../../../lib/order/names.ts";
import { bundledParts } from "../../../lib/model/distribution.ts";
import type { Application } from "../../../lib/order/applications.ts";
import { carriersOf } from "../../../lib/order/declared.ts";
import type { CarrierOf } from "../../../lib/order/declared.ts";
import type { Item } from "../../../lib/order/item.ts";
import { isWorkload } from "../../../lib/order/item.ts";
import type { ClusterPlan } from "../../../lib/order/cluster-plan.ts";
import { needsOf } from "../../simulator/references.ts";
import type { KubeObject } from "../kube.ts";
import type { View } from "../view.ts";
import { isAvailable } from "./available.ts";

const workloadKinds = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"];
/** Those that have pods for a while, too. */
const podKinds = [...workloadKinds, "batch/Job"];

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
    const parts = [...bundledParts(this.#plan.cluster).values()];
    if (parts.some(({ provides }) => capability in provides)) return true;
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
    const workloads = podKinds.flatMap((kind) => [...this.#view.of(kind)]);
    const own = workloads.find((workload) => selects(workload, object));
    return own && ownerOf(own);
  }

  /** Whether all workloads of an Application have a pod that is available; one without any is live at once. */
  isLive(application: Application): boolean {
    const items = this.#plan.index.byComponent.get(application.component) ?? [];
    if (!items.some(isWorkload)) return true;
    return this.#areAvailable(this.#workloadsOf(applicationName(application)));
  }

  /** Whether everything of an Application runs, or is done, that is there without an object: who can make it. */
  canMake(application: Application, object: KubeObject): boolean {
    const name = applicationName(application);
    const own = podKinds
      .flatMap((kind) => [...this.#view.of(kind)])
      .filter((one) => ownerOf(one) === name && !isHook(one));
    const makers = own.filter(({ metadata, spec }) => {
      const needs = needsOf(spec.template.spec, metadata.namespace!);
      return !needs.some(({ kind, name: needed }) => {
        return kind === object.kind && needed === object.metadata.name;
      });
    });
    return this.#areAvailable(makers) || (own.length === 0 && this.isLive(application));
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

function isHook({ metadata }: KubeObject): boolean {
  const annotations = Object.keys(metadata.annotations ?? {});
  return annotations.some((key) => key === "helm.sh/hook" || key === "argocd.argoproj.io/hook");
}

/** The Application that Argo CD tracks an object for. */
function ownerOf({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.["argocd.argoproj.io/tracking-id"]?.split(":")[0];
}

function selects({ metadata, spec }: KubeObject, pod: KubeObject): boolean {
  if (metadata.namespace !== pod.metadata.namespace) return false;
  const wanted = (spec.selector?.matchLabels ?? {}) as Record<string, string>;
  return Object.entries(wanted).every(([key, value]) => pod.metadata.labels?.[key] === value);
}
