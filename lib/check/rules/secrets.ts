import type { Rendered } from "../../build/rendered.ts";
import { isLeftToHelm } from "../../build/rendered.ts";
import { isMap } from "../../build/values.ts";
import { knownOf } from "../../kubernetes/known.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { Key } from "../../kubernetes/paths.ts";
import { findLeaves } from "../../kubernetes/paths.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Index } from "../../order/item.ts";
import type { Problem } from "../../problem.ts";
import { leaksIn } from "../support/leaks.ts";
import { problemAt } from "../support/rule.ts";

const todo = "put it into the secret store and name the Secret";

/** No secret value reaches dist/, and no message repeats one. */
export function* secrets({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const component of components) {
    const { name } = component;
    const { found, idle } = sift(component, leaksOf(component, index));
    for (const message of found) yield problemAt(cluster, name, message);
    for (const where of idle)
      yield problemAt(
        cluster,
        name,
        `notSecret names ${where}, where nothing looks like a credential; remove the entry`,
      );
  }
}

/** What is found in one component, with where it stands as `notSecret` names it. */
function leaksOf(component: Rendered, { byComponent }: Index): (readonly [string, string])[] {
  const { secrets: requests, release } = component;
  const asked = requests.flatMap(({ name, template = {} }) =>
    leaksIn(template, "template").map(
      (leak) => ["", `Secret "${name}" ${leak}; make it a key of the store`] as const,
    ),
  );
  const objects = (byComponent.get(component) ?? []).flatMap(({ manifest }) => {
    if (knownOf(manifest)) return [];
    const isPlain = release?.plainSecrets.includes(manifest.metadata.name);
    return secretsIn(isPlain ? asConfigMap(manifest) : manifest).map(
      (message) =>
        [
          `${manifest.kind}/${manifest.metadata.name} ${pathIn(message)}`,
          `${titleOf(manifest)} ${message}`,
        ] as const,
    );
  });
  // They stand in dist/ where Argo CD renders the chart.
  const values = isLeftToHelm(component) && release ? secretsInValues(release.values) : [];
  return [
    ...asked,
    ...objects,
    ...values.map((message) => [`values.${pathIn(message)}`, `value ${message}; ${todo}`] as const),
  ];
}

function pathIn(message: string): string {
  return message.split(/ (?:\(|looks like |is a Secret |carries )/, 1)[0]!;
}

/** Without what the placement says is none, and of that what is not there. */
function sift(
  { placement }: Rendered,
  given: readonly (readonly [string, string])[],
): { found: string[]; idle: string[] } {
  const { notSecret } = placement?.overrides ?? {};
  const allowed = isMap(notSecret) ? Object.keys(notSecret) : [];
  const places = new Set(given.map(([where]) => where));
  return {
    found: given.flatMap(([where, message]) => (allowed.includes(where) ? [] : [message])),
    idle: allowed.filter((where) => !places.has(where)),
  };
}

/** The same of the values of a chart. */
export function secretsInValues(values: object): readonly string[] {
  // Objects that the chart passes on, such as those of `extraObjects`.
  const look = (value: unknown, key: Key, holder: object): true | undefined =>
    key === "kind" && value === "Secret" && carried(holder).length > 0 ? true : undefined;
  const carriers = findLeaves(values, look).map(({ path }) => path.replace(/\.?kind$/, ""));
  return [
    ...leaksIn(values),
    ...carriers.map((path) => `${path} is a Secret that carries its value`),
  ];
}

/** A Secret whose author says that it holds none: searched like configuration. */
function asConfigMap(manifest: Manifest): Manifest {
  if (manifest.kind !== "Secret") return manifest;
  const { data, ...rest } = manifest;
  return {
    ...rest,
    kind: "ConfigMap",
    data: { ...decoded(data), ...(manifest["stringData"] as object) },
  };
}

function decoded(data: unknown): Record<string, string> {
  const entries = Object.entries((data ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, Buffer.from(String(value), "base64").toString()]),
  );
}

/** The same of one object, whoever has it. */
export function secretsIn(manifest: Manifest): readonly string[] {
  const { apiVersion, kind, metadata, binaryData } = manifest;
  // What a definition says of fields is read by people.
  if (kind === "CustomResourceDefinition") return leaks(metadata, "metadata");
  if (kind === "Secret" && apiVersion === "v1")
    return [...leaks(metadata, "metadata"), ...dataIssues(manifest)];
  if (kind === "ConfigMap" && binaryData !== undefined)
    return leaks({ ...manifest, binaryData: decoded(binaryData) });
  return leaks(manifest);
}

function leaks(root: unknown, path?: string): string[] {
  return leaksIn(root, path).map((leak) => `${leak}; ${todo}`);
}

function dataIssues(secret: Manifest): string[] {
  return carried(secret).map(
    (part) => `carries its value in ${part}; ask the secret store for it with scope.secret(...)`,
  );
}

/** The parts of a Secret that hold more than empty texts. */
function carried(secret: object): string[] {
  return ["data", "stringData"].filter((part) =>
    Object.values((secret as Record<string, object | undefined>)[part] ?? {}).some(
      (value) => value !== "" && value !== null,
    ),
  );
}
