import { groupOf } from "../../../lib/kubernetes/manifest.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { definitionIn, definitionOf, usedDefinitions } from "../definitions.ts";
import { simulated } from "../nodes.ts";

/** Stands for a digest of the values: what they change rolls the workloads out anew, as in any good chart. */
export const valuesDigest = "@values@";

interface Pods {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly nodeSelector?: Readonly<Record<string, string>> };
}

type Completion = (object: Manifest) => Manifest;

const workload: Completion = (object) => withPods(object, true);
/** Nobody calls what they name. */
const silent: Completion = (object) => ({ ...object, webhooks: [] });
const withoutRules: Completion = (object) => ({ ...object, rules: [] });

/** What an API server insists on, and no record has. */
const completions: Readonly<Record<string, Completion>> = {
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": silent,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": silent,
  "apps/DaemonSet": workload,
  "apps/Deployment": workload,
  "apps/StatefulSet": workload,
  // The template of a Job stays as it was made.
  "batch/Job": (object) => withPods(object, false),
  "rbac.authorization.k8s.io/ClusterRole": withoutRules,
  "rbac.authorization.k8s.io/Role": withoutRules,
};

/** An API that nothing answers for makes Argo CD's look at a cluster fail. */
const leftOut = new Set(["apiregistration.k8s.io/APIService"]);

/** Objects of a record as an API server takes them. `kinds`: those that the fleet has objects of. */
export function completed(objects: readonly Manifest[], kinds: ReadonlySet<string>): Manifest[] {
  const definitions = objects.filter(isDefinition);
  const used = new Set(usedDefinitions(definitions.map(definitionIn), kinds));
  const made = [...used].map((definition) => {
    const name = `${definition.plural}.${definition.group}`;
    const { annotations, labels } = definitions.find(
      ({ metadata }) => metadata.name === name,
    )!.metadata;
    const whole = definitionOf(definition);
    const { metadata } = whole;
    const all = { ...metadata.annotations, ...annotations };
    return { ...whole, metadata: { ...metadata, labels, annotations: all } };
  });
  const others = objects.filter((object) => !isDefinition(object) && !leftOut.has(kindOf(object)));
  return [...made, ...others.map((object) => completions[kindOf(object)]?.(object) ?? object)];
}

function isDefinition({ kind }: Manifest): boolean {
  return kind === "CustomResourceDefinition";
}

function kindOf({ apiVersion, kind }: Manifest): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

/** Its pods run nowhere but on simulated nodes: they are of real images, which nobody may start here. */
function withPods(object: Manifest, isRolledOut: boolean): Manifest {
  const spec = object["spec"] as { readonly template: Pods };
  const { metadata = {}, spec: pod = {} } = spec.template;
  const nodeSelector = { ...pod.nodeSelector, ...simulated };
  const annotations = isRolledOut
    ? { ...metadata.annotations, "checksum/values": valuesDigest }
    : metadata.annotations;
  const template = {
    ...spec.template,
    metadata: { ...metadata, annotations },
    spec: { ...pod, nodeSelector },
  };
  return { ...object, spec: { ...spec, template } };
}
