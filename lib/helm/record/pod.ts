import { createHash } from "node:crypto";
import type { Fields } from "./fields.ts";
import { inOrder, only, recordOf } from "./fields.ts";
import { keptAnnotations, keptLabels } from "./metadata.ts";

const podFields = [
  "affinity",
  "automountServiceAccountToken",
  "enableServiceLinks",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostUsers",
  "hostname",
  "imagePullSecrets",
  "nodeSelector",
  "os",
  "overhead",
  "priorityClassName",
  "restartPolicy",
  "runtimeClassName",
  "securityContext",
  "serviceAccountName",
  "subdomain",
  "terminationGracePeriodSeconds",
  "tolerations",
  "topologySpreadConstraints",
] as const;

const containerFields = [
  "envFrom",
  "image",
  "name",
  "ports",
  "resources",
  "restartPolicy",
  "securityContext",
  "volumeDevices",
  "volumeMounts",
] as const;

const containerLists = ["containers", "initContainers", "ephemeralContainers"];
const probes = ["livenessProbe", "readinessProbe", "startupProbe"];
const moments = ["postStart", "preStop"];
const handlers = ["httpGet", "tcpSocket", "grpc"];

/** A pod template, or a Pod. `selected`: keys of labels that something selects by. */
export function reduceTemplate({ metadata, spec }: Fields, selected: ReadonlySet<string>): Fields {
  const { annotations, labels } = recordOf(metadata);
  const own = {
    ...keptAnnotations(recordOf(annotations)),
    ...keptLabels(recordOf(labels), selected),
  };
  return {
    ...(Object.keys(own).length > 0 && { metadata: own }),
    ...(spec !== undefined && { spec: reducePod(recordOf(spec)) }),
  };
}

/** Of the pods of a workload as they are: whether a change replaces them, the reduced ones cannot tell. */
export function podsHash(template: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(inOrder(template)))
    .digest("hex")
    .slice(0, 16);
}

function reducePod(spec: Fields): Fields {
  const lists = containerLists.filter((list) => Array.isArray(spec[list]));
  const { volumes } = spec;
  return {
    ...only(spec, podFields),
    ...Object.fromEntries(
      lists.map((list) => [list, (spec[list] as readonly Fields[]).map(reduceContainer)]),
    ),
    ...(Array.isArray(volumes) && { volumes: volumes.map(withoutModes) }),
  };
}

/** Without what it runs and what it is told: nobody reads that, and either may hold a secret. */
function reduceContainer(container: Fields): Fields {
  const { env } = container;
  const lifecycle = handled(recordOf(container["lifecycle"]), moments);
  return {
    ...only(container, containerFields),
    ...(Array.isArray(env) && { env: env.map(withoutValue) }),
    ...(Object.keys(lifecycle).length > 0 && { lifecycle }),
    ...handled(container, probes),
  };
}

/** Its name, and the Secret or ConfigMap that its value comes from. */
function withoutValue({ name, valueFrom }: Fields): Fields {
  const from = only(recordOf(valueFrom), ["secretKeyRef", "configMapKeyRef"]);
  return Object.keys(from).length > 0 ? { name, valueFrom: from } : { name };
}

/** Whom probes and hooks ask, and not what. */
function handled(fields: Fields, names: readonly string[]): Fields {
  const asking = names.flatMap((name) => {
    const probe = recordOf(fields[name]);
    const asked = handlers.flatMap((handler) => {
      const target = probe[handler];
      return target === undefined ? [] : [[handler, only(recordOf(target), ["host", "port"])]];
    });
    return asked.length === 0 ? [] : [[name, Object.fromEntries(asked)]];
  });
  return Object.fromEntries(asking);
}

/** Volumes without the modes of their files. */
function withoutModes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutModes);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "defaultMode" && key !== "mode");
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutModes(one)]));
}
