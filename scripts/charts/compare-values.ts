import { ownOf } from "../../lib/outside/maps.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { typesOf } from "../import/union.ts";
import { leavesOf, pathText, type Values } from "./defaults.ts";
import type { UsedValues } from "./lint.ts";

/** The values of a chart at one version. */
export interface ChartValues {
  readonly schema: Schema;
  /** Undefined when the archive is not at hand. */
  readonly defaults: Values | undefined;
}

export interface Change {
  readonly what: "gone" | "new" | "type" | "default";
  readonly path: string;
  /** What it was and is; empty for a map. */
  readonly detail: string;
}

/** What another version of a chart does to its values. Of a map that is gone or new, only the map is named. */
export function compareValues(old: ChartValues, fresh: ChartValues): Change[] {
  const [before, after] = [defaultTexts(old.defaults), defaultTexts(fresh.defaults)];
  const changes = [...compareSchemas(old.schema, fresh.schema, [])].map((change): Change => {
    const value = (change.what === "gone" ? before : after).get(change.path);
    return isPresence(change) && value !== undefined ? { ...change, detail: value } : change;
  });
  const moved = new Set(changes.filter(isPresence).map(({ path }) => path));
  if (old.defaults && fresh.defaults) {
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      const [was = "none", is = "none"] = [before.get(path), after.get(path)];
      if (was !== is && !isWithin(path, moved))
        changes.push({ what: "default", path, detail: `${was} -> ${is}` });
    }
  }
  return changes.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function isPresence({ what }: Change): boolean {
  return what === "gone" || what === "new";
}

function defaultTexts(defaults: Values | undefined): Map<string, string> {
  const leaves = defaults ? [...leavesOf(defaults)] : [];
  return new Map(leaves.map(([path, value]) => [path, shortened(JSON.stringify(value))]));
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function* compareSchemas(old: Schema, fresh: Schema, at: readonly string[]): Iterable<Change> {
  const [before, after] = [old.properties ?? {}, fresh.properties ?? {}];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [one, other] = [ownOf(before, name), ownOf(after, name)];
    const path = pathText([...at, name]);
    if (!one || !other) {
      yield { what: other ? "new" : "gone", path, detail: "" };
      continue;
    }
    const [was, is] = [typeOf(one), typeOf(other)];
    if (was !== is) yield { what: "type", path, detail: `${was} -> ${is}` };
    yield* compareSchemas(one, other, [...at, name]);
  }
}

function typeOf({ enum: choices, ...schema }: Schema): string {
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  return typesOf(schema).toSorted().join(" | ") || "anything";
}

/** The components that set the value, or something within it. */
export function settersOf({ path }: Change, used: readonly UsedValues[]): string[] {
  const setters = used.filter(({ values }) =>
    [...leavesOf(values)].some(([set]) => isWithin(set, new Set([path]))),
  );
  return setters.map(({ place }) => place);
}

function isWithin(path: string, paths: ReadonlySet<string>): boolean {
  if (paths.has(path)) return true;
  for (let end = path.lastIndexOf("."); end > 0; end = path.lastIndexOf(".", end - 1))
    if (paths.has(path.slice(0, end))) return true;
  return false;
}
