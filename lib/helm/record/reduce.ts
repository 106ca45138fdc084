import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, identityOf } from "../../kubernetes/manifest.ts";
import type { Fields } from "./fields.ts";
import { only, recordOf, sortedKeys } from "./fields.ts";
import { reduceMetadata, selectedKeys } from "./metadata.ts";
import { podsHash, reduceTemplate } from "./pod.ts";

type Reducer = (fields: Fields, selected: ReadonlySet<string>) => Fields;

/** What is left of the fields beside apiVersion, kind and metadata, by `group/Kind`; every other kind stays whole. */
const reducers: Readonly<Record<string, Reducer>> = {
  "/ConfigMap": (fields) => keysOnly(fields, ["data", "binaryData"]),
  "/Pod": ({ spec }, selected) => reduceTemplate({ spec }, selected),
  "/Secret": (fields) => ({
    ...only(fields, ["type"]),
    ...keysOnly(fields, ["data", "stringData"]),
  }),
  "/ServiceAccount": (fields) => only(fields, ["imagePullSecrets", "automountServiceAccountToken"]),
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": webhooks,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": webhooks,
  "apiextensions.k8s.io/CustomResourceDefinition": definition,
  "apiregistration.k8s.io/APIService": ({ spec }) => ({
    spec: only(recordOf(spec), ["group", "version", "service"]),
  }),
  "apps/DaemonSet": workload,
  "apps/Deployment": workload,
  "apps/ReplicaSet": workload,
  "apps/StatefulSet": workload,
  "batch/CronJob": cronJob,
  "batch/Job": workload,
  "rbac.authorization.k8s.io/ClusterRole": (fields) => only(fields, ["aggregationRule", "rules"]),
  "rbac.authorization.k8s.io/ClusterRoleBinding": (fields) => only(fields, ["roleRef", "subjects"]),
  "rbac.authorization.k8s.io/Role": (fields) => only(fields, ["rules"]),
  "rbac.authorization.k8s.io/RoleBinding": (fields) => only(fields, ["roleRef", "subjects"]),
};

/**
 * An object with what order, rules and reviews read of it, and without any value of a Secret, a ConfigMap or an environment
 * variable. Its keys are sorted behind those that each object begins with. `selected`: keys of labels that something
 * selects by.
 */
export function reduce(manifest: Manifest, selected = selectedKeys(manifest)): Manifest {
  const { apiVersion, kind, metadata, status: _, ...fields } = manifest;
  const reduced = reducers[`${groupOf(apiVersion)}/${kind}`]?.(fields, selected) ?? fields;
  return {
    apiVersion,
    kind,
    metadata: reduceMetadata(metadata, selected),
    ...(shortened(reduced) as Fields),
  };
}

/** The objects of a chart, in an order that does not depend on where its templates stand. */
export function reduceAll(manifests: readonly Manifest[]): Manifest[] {
  const selected = selectedKeys(manifests);
  return manifests
    .map((manifest) => [identityOf(manifest), reduce(manifest, selected)] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, manifest]) => manifest);
}

/** Of each workload a hash of its pods, by identity. */
export function podsOf(manifests: readonly Manifest[]): Readonly<Record<string, string>> {
  const hashes = manifests.flatMap((manifest): [string, string][] => {
    const { template } = recordOf(manifest["spec"]);
    const makes = reducers[`${groupOf(manifest.apiVersion)}/${manifest.kind}`] === workload;
    return makes && template !== undefined ? [[identityOf(manifest), podsHash(template)]] : [];
  });
  return Object.fromEntries(hashes.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function workload({ spec: whole, ...fields }: Fields, selected: ReadonlySet<string>): Fields {
  const { template, ...spec } = recordOf(whole);
  return { ...fields, spec: { ...spec, template: reduceTemplate(recordOf(template), selected) } };
}

function cronJob({ spec }: Fields, selected: ReadonlySet<string>): Fields {
  const { jobTemplate, ...rest } = recordOf(spec);
  const job = workload(recordOf(jobTemplate), selected);
  return { spec: { ...rest, jobTemplate: only(job, ["spec"]) } };
}

function webhooks({ webhooks: all }: Fields): Fields {
  if (!Array.isArray(all)) return {};
  const kept = ["name", "rules", "failurePolicy", "namespaceSelector", "objectSelector"];
  return {
    webhooks: all.map((webhook: Fields) => ({
      ...only(webhook, kept),
      clientConfig: serviceOf(webhook),
    })),
  };
}

function definition({ spec }: Fields): Fields {
  const { group, names, scope, versions, conversion } = recordOf(spec);
  const { strategy, webhook } = recordOf(conversion);
  const converted = { strategy, webhook: { clientConfig: serviceOf(recordOf(webhook)) } };
  return {
    spec: {
      group,
      scope,
      names: only(recordOf(names), ["kind", "plural"]),
      versions: (Array.isArray(versions) ? versions : []).map((version: Fields) =>
        only(version, ["name", "served", "storage"]),
      ),
      ...(strategy === "Webhook" && { conversion: converted }),
    },
  };
}

/** Who is asked, without the certificate. */
function serviceOf({ clientConfig }: Fields): Fields {
  return only(recordOf(clientConfig), ["service"]);
}

function keysOnly(fields: Fields, parts: readonly string[]): Fields {
  const kept = parts.filter((part) => fields[part] !== undefined);
  return Object.fromEntries(
    kept.map((part) => {
      const keys = Object.keys(recordOf(fields[part]));
      return [part, Object.fromEntries(keys.map((key) => [key, ""]))];
    }),
  );
}

/** No name, path, selector or rule of a route is longer. */
const longest = 500;

/** The same without long texts and without rules of alerts, in whose place something empty stands. */
function shortened(value: unknown): unknown {
  if (typeof value === "string") return value.length > longest ? "" : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.some(isRule) ? [] : value.map(shortened);
  return sortedKeys(value as Fields, shortened);
}

/** Of Prometheus and of Loki. */
function isRule(value: unknown): boolean {
  return typeof recordOf(value)["expr"] === "string";
}
