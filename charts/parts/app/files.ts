import { createHash } from "node:crypto";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Volume, VolumeMount } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import type { ContainerOptions } from "./container-options.ts";
import type { PodOptions } from "./options.ts";
import { selectorOf } from "./options.ts";

const [texts, secrets] = ["files", "secret-files"];

/** The containers of a pod by name, the app's own first. */
export function containersOf(options: PodOptions): (readonly [string, ContainerOptions])[] {
  const { name, init = {}, sidecars = {} } = options;
  return [[name, options], ...Object.entries(init), ...Object.entries(sidecars)];
}

/** A key of a ConfigMap holds no "/"; containers may have different files at one path. */
function keyOf(container: string, path: string): string {
  return `${container}${path.replaceAll("/", "_")}`;
}

/** Mounted one by one: what else the image has in their directories stays. */
export function fileMounts(
  container: string,
  { files = {}, secretFiles = {} }: ContainerOptions,
): VolumeMount[] {
  const mount = (volume: string, path: string): VolumeMount => ({
    name: volume,
    mountPath: path,
    subPath: keyOf(container, path),
    readOnly: true,
  });
  return [
    ...Object.keys(files).map((path) => mount(texts, path)),
    ...Object.keys(secretFiles).map((path) => mount(secrets, path)),
  ];
}

function textsOf(options: PodOptions): Record<string, string> {
  return Object.fromEntries(
    containersOf(options).flatMap(([name, { files = {} }]) =>
      Object.entries(files).map(([path, text]) => [keyOf(name, path), text]),
    ),
  );
}

/** The ConfigMap of all files; its hash stands in the pods, so that another text starts new ones. */
export function fileAnnotations(scope: Scope, options: PodOptions): Record<string, string> {
  const data = textsOf(options);
  if (Object.keys(data).length === 0) return {};
  const { name } = options;
  new k8s.KubeConfigMap(scope, `${name}-files`, {
    metadata: { name: `${name}-files`, labels: selectorOf(name) },
    data,
  });
  return { "checksum/files": hashOf(data) };
}

/** Of the same content the same 12 digits, whatever the order of its fields. */
export function hashOf(content: unknown): string {
  const sorted = JSON.stringify(content, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 12);
}

export function fileVolumes(options: PodOptions): Volume[] {
  const sources = containersOf(options).flatMap(([container, { secretFiles = {} }]) =>
    Object.entries(secretFiles).map(([path, { secret, key }]) => ({
      secret: { name: secret, items: [{ key, path: keyOf(container, path) }] },
    })),
  );
  const hasTexts = Object.keys(textsOf(options)).length > 0;
  return [
    ...(hasTexts ? [{ name: texts, configMap: { name: `${options.name}-files` } }] : []),
    ...(sources.length > 0 ? [{ name: secrets, projected: { sources } }] : []),
  ];
}
