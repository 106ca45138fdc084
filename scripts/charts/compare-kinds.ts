import { ownOf } from "../../lib/outside/maps.ts";
import type { ImportedDefinition } from "../../lib/kubernetes/chart.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { kindFiles } from "../import/known.ts";
import { isSchema } from "../import/structural.ts";

/** The kinds of a chart at one version. */
export interface ChartKinds {
  readonly definitions: readonly ImportedDefinition[];
  /** A generated file of imports/. */
  text(path: string): string | undefined;
}

interface Version {
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: Schema;
}

/** What another version of a chart does to its kinds: a line for each thing that objects may notice. */
export function compareKinds(old: ChartKinds, fresh: ChartKinds): string[] {
  const [before, after] = [byName(old), byName(fresh)];
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((name) => {
    if (!after.has(name)) return [`gone     ${name}; its objects go with it`];
    if (!before.has(name)) return [`new      ${name}`];
    const versions = [versionsOf(old, before.get(name)!), versionsOf(fresh, after.get(name)!)];
    return [...compareVersions(versions[0]!, versions[1]!)].map(
      ([what, detail]) => `${what.padEnd(8)} ${name}: ${detail}`,
    );
  });
}

function byName({ definitions }: ChartKinds): Map<string, ImportedDefinition> {
  return new Map(definitions.map((one) => [`${one.group}/${one.kind}`, one]));
}

/** Kinds that no component may use have no file of their own; of them only the served versions are known. */
function versionsOf(kinds: ChartKinds, { group, kind, versions }: ImportedDefinition) {
  const text = kinds.text(kindFiles(group, kind)[0]);
  if (text) return (JSON.parse(text) as { versions: Record<string, Version> }).versions;
  const served = versions.map((name): [string, Version] => [
    name,
    { served: true, storage: false },
  ]);
  return Object.fromEntries(served);
}

function* compareVersions(
  old: Readonly<Record<string, Version>>,
  fresh: Readonly<Record<string, Version>>,
): Iterable<[what: string, detail: string]> {
  const [was, is] = [storedIn(old), storedIn(fresh)];
  if (was !== is && was && is) yield ["stored", `${was} -> ${is}`];
  for (const [name, { served, schema }] of Object.entries(old)) {
    const now = ownOf(fresh, name);
    if (served && !now?.served) yield ["version", `${name} is no longer served`];
    else if (schema && now?.schema)
      for (const path of droppedFields(schema, now.schema, "")) yield ["field", `${name} ${path}`];
  }
  for (const [name, { served }] of Object.entries(fresh))
    if (served && !ownOf(old, name)?.served) yield ["version", `${name} is new`];
}

function storedIn(versions: Readonly<Record<string, Version>>): string | undefined {
  return Object.keys(versions).find((name) => versions[name]?.storage);
}

/** Fields that are not there any more; of those within one another only the outermost. */
function* droppedFields(old: Schema, fresh: Schema, at: string): Iterable<string> {
  for (const [name, field] of Object.entries(old.properties ?? {})) {
    const path = at === "" ? name : `${at}.${name}`;
    const now = ownOf(fresh.properties, name);
    if (now) yield* droppedFields(field, now, path);
    else if (!fresh["x-kubernetes-preserve-unknown-fields"]) yield `${path} is gone`;
  }
  if (isSchema(old.items) && isSchema(fresh.items))
    yield* droppedFields(old.items, fresh.items, `${at}[]`);
  const [more, now] = [old.additionalProperties, fresh.additionalProperties];
  if (isSchema(more) && isSchema(now)) yield* droppedFields(more, now, `${at}.*`);
}
