import { isLeftToHelm } from "../../build/rendered.ts";
import { knownOf } from "../../kubernetes/known.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Container, PodTemplate } from "../../order/references/pod.ts";
import { credentialIn } from "../support/credentials.ts";
import { findLeaves } from "../../kubernetes/paths.ts";
import { problemAt } from "../support/rule.ts";

const todo = "put it into the secret store and name the Secret";

/** No secret value reaches dist/, and no message repeats one. */
export function* secrets({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const { name, secrets: requests } of components) {
    for (const { name: secret, template = {} } of requests) {
      for (const leak of leaks(template, "template"))
        yield problemAt(cluster, name, `Secret "${secret}" ${leak}; make it a key of the store`);
    }
  }
  for (const { manifest, component, pods } of index.items) {
    if (knownOf(manifest)) continue;
    const isPlain = component.release?.plainSecrets.includes(manifest.metadata.name);
    for (const message of secretsIn(isPlain ? asConfigMap(manifest) : manifest, pods))
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
  }
  // They stand in dist/ where Argo CD renders the chart.
  for (const component of components) {
    const values = isLeftToHelm(component) ? component.release?.values : undefined;
    for (const message of values ? leaks(values, "") : [])
      yield problemAt(cluster, component.name, `value ${message}; ${todo}`);
  }
}

/** A Secret whose author says that it holds none: searched like configuration. */
function asConfigMap(manifest: Manifest): Manifest {
  if (manifest.kind !== "Secret") return manifest;
  const encoded = Object.entries((manifest["data"] ?? {}) as Readonly<Record<string, string>>);
  const data = Object.fromEntries(
    encoded.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
  );
  return {
    ...manifest,
    kind: "ConfigMap",
    data: { ...data, ...(manifest["stringData"] as object) },
  };
}

const none: readonly string[] = [];

/** The same of one object, whoever has it. */
export function secretsIn(manifest: Manifest, pods: PodTemplate | undefined): readonly string[] {
  if (pods) return podIssues(pods);
  if (manifest.kind === "Secret" && manifest.apiVersion === "v1") return dataIssues(manifest);
  if (manifest.kind !== "ConfigMap") return none;
  return leaks(manifest["data"], "data").map((leak) => `${leak}; ${todo}`);
}

function dataIssues(secret: Manifest): string[] {
  return ["data", "stringData"]
    .filter((part) => Object.keys(secret[part] ?? {}).length > 0)
    .map(
      (part) => `carries its value in ${part}; ask the secret store for it with scope.secret(...)`,
    );
}

function podIssues({ spec, field }: PodTemplate): readonly string[] {
  let found: string[] | undefined;
  for (const part of ["initContainers", "containers"] as const) {
    const containers = spec[part];
    if (!containers) continue;
    for (let i = 0; i < containers.length; i++) {
      for (const leak of containerLeaks(containers[i]!))
        (found ??= []).push(`${field}.${part}[${i}].${leak}; ${todo}`);
    }
  }
  return found ?? none;
}

function containerLeaks({ args, command, env }: Container): readonly string[] {
  let found: string[] | undefined;
  const add = (at: string, what: string): void => {
    found = [...(found ?? []), `${at} looks like ${what}`];
  };
  for (const [i, { name, value }] of (env ?? []).entries()) {
    const what = value === undefined ? undefined : credentialIn(name, value);
    if (what) add(`env[${i}].value (${name})`, what);
  }
  if (command) wordLeaks("command", command, add);
  if (args) wordLeaks("args", args, add);
  return found ?? none;
}

/** Reads `--password=x` and `--password x` as a field of that name. */
function wordLeaks(
  at: string,
  words: readonly string[],
  add: (at: string, what: string) => void,
): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const flag = /^--?([\w.-]+)$/.exec(words[i - 1] ?? "")?.[1] ?? "";
    const what = word.startsWith("-") ? credentialIn("", word) : credentialIn(flag, word);
    if (what) add(`${at}[${i}]`, what);
  }
}

function leaks(root: unknown, path: string): string[] {
  const look = (value: unknown, key: string): string | undefined =>
    typeof value === "string" ? credentialIn(key, value) : undefined;
  return findLeaves(root, look, path).map((leaf) => `${leaf.path} looks like ${leaf.found}`);
}
