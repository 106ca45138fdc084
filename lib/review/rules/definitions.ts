import { isDeepStrictEqual } from "node:util";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { Schema } from "../../kubernetes/schema/schema.ts";
import { kindOf } from "../support/fate.ts";
import type { Finding } from "../support/finding.ts";
import { findingAt, findingOf } from "../support/finding.ts";
import type { ClusterState, DefinitionChange, ObjectState, Pair } from "../support/state.ts";
import { changesOfKind, objectsOf } from "../support/state.ts";
import { fewOf } from "../support/words.ts";

interface Version {
  readonly name: string;
  readonly served?: boolean;
}

interface Spec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions?: readonly Version[];
}

/** Versions and fields of kinds that are no longer there. */
export function* definitions(pair: Pair): Iterable<Finding> {
  for (const change of changesOfKind(pair, "apiextensions.k8s.io", "CustomResourceDefinition")) {
    if (!change.before || !change.after) continue;
    const [old, own] = [change.before, change.after].map(
      ({ manifest }) => manifest["spec"] as Spec,
    );
    for (const version of old!.versions ?? []) {
      const next = own!.versions?.find(({ name }) => name === version.name);
      const said = versionLoss(version, next, usersOf(pair.after, old!, version.name));
      if (said)
        yield findingOf(pair.cluster, change, {
          topic: "kinds",
          ...said,
          ...(said.level === "stop" && { asks: "replace" }),
        });
    }
  }
  for (const change of pair.definitions) yield* fieldLosses(pair, change);
}

type Loss = Pick<Finding, "rule" | "level" | "message" | "todo">;

function versionLoss(
  { name, served }: Version,
  next: Version | undefined,
  users: readonly ObjectState[],
): Loss | undefined {
  if (next?.served !== false && next) return undefined;
  if (served === false) return undefined;
  const gone = next ? "no longer serves" : "drops";
  return users.length > 0
    ? {
        rule: "version-dropped",
        level: "stop",
        message: `${gone} version ${name}, which ${usersText(users)} ${users.length === 1 ? "uses" : "use"}`,
        todo: "write them in a version that it serves",
      }
    : {
        rule: "version-dropped",
        level: "note",
        message: `${gone} version ${name}; nothing in git uses it`,
      };
}

function usersOf(state: ClusterState, { group, names }: Spec, version?: string): ObjectState[] {
  return objectsOf(state, (kind) => kind === names.kind).filter(
    ({ manifest }) =>
      kindOf(manifest) === `${group}/${names.kind}` &&
      (version === undefined || manifest.apiVersion === `${group}/${version}`),
  );
}

function usersText(users: readonly ObjectState[]): string {
  return fewOf(
    users.map(({ manifest }) => titleOf(manifest)),
    ", ",
    3,
  );
}

/** Objects that have a field of which the schema of their kind no longer knows. */
function* fieldLosses(
  pair: Pair,
  { group, kind, before, after }: DefinitionChange,
): Iterable<Finding> {
  if (!before || !after) return;
  for (const [version, { schema: old }] of Object.entries(before.versions)) {
    const own = after.versions[version]?.schema;
    if (!old || !own || isDeepStrictEqual(old, own)) continue;
    for (const user of usersOf(pair.after, { group, names: { kind } }, version)) {
      const lost = [...lostFields(user.manifest, old, own, "")];
      if (lost.length > 0)
        yield findingAt(pair.cluster, user, {
          topic: "kinds",
          rule: "field-dropped",
          level: "stop",
          message: `has ${fewOf(lost, ", ")}, which version ${version} of its kind no longer knows: the server refuses it`,
          todo: "look in the notes of the release what takes its place",
          asks: "replace",
        });
    }
  }
}

/** Fields of a value that one schema lists and the other does not. */
function* lostFields(
  value: unknown,
  old: Schema | undefined,
  own: Schema | undefined,
  path: string,
): Iterable<string> {
  if (!old || !own || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries())
      yield* lostFields(item, old.items, own.items, `${path}[${i}]`);
    return;
  }
  for (const [key, one] of Object.entries(value)) {
    const [was, is] = [old.properties?.[key], own.properties?.[key]];
    const at = path === "" ? key : `${path}.${key}`;
    const isOpen =
      own["x-kubernetes-preserve-unknown-fields"] === true ||
      own.additionalProperties !== undefined;
    if (was && !is && own.properties && !isOpen) yield at;
    else yield* lostFields(one, was, is, at);
  }
}
