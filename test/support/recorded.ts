import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { podTemplateOf } from "../../lib/order/references/pod.ts";

/** What a record must not say, with where it stands. */
export function valuesIn(manifest: Manifest): string[] {
  const { kind, metadata } = manifest;
  const held =
    kind === "Secret" || kind === "ConfigMap" ? ["data", "stringData", "binaryData"] : [];
  const data = held.flatMap((part) =>
    Object.entries(manifest[part] ?? {})
      .filter(([, value]) => value !== "")
      .map(([key]) => `${kind} ${metadata.name} ${part}.${key}`),
  );
  const { containers = [], initContainers = [] } = podTemplateOf(manifest)?.spec ?? {};
  const told = [...containers, ...initContainers].flatMap(({ name, args, command, env = [] }) => [
    ...(args || command ? [`${kind} ${metadata.name} ${name}: args or command`] : []),
    ...env.flatMap((one) => (one.value === undefined ? [] : [`${name}: ${one.name}`])),
  ]);
  return [...data, ...told];
}
