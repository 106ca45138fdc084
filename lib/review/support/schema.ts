import { groupOf } from "../../kubernetes/manifest.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import {
  coreDefinitions,
  coreSchema,
  customResource,
  kubernetesMinors,
  valuesSchema,
} from "../../kubernetes/schema/catalogue.ts";
import type { Node } from "../../kubernetes/schema/node.ts";
import { prepare, rootOf } from "../../kubernetes/schema/node.ts";

/** The schema of an object, for how its lists are keyed; undefined where nobody knows its kind. */
export function nodeOf({ apiVersion, kind }: Manifest): Node | undefined {
  const newest = kubernetesMinors().at(-1)!;
  const core = coreSchema(newest, apiVersion, kind);
  if (core) return rootOf(core.schema, core.definitions);
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const { schema } = customResource(groupOf(apiVersion), kind)?.versions[version] ?? {};
  return schema && rootOf(schema, coreDefinitions(newest));
}

export function valuesNode(chart: string): Node | undefined {
  const found = valuesSchema(chart);
  return found && rootOf(found.schema, found.definitions);
}

/** The schema of a field, or of the items of a list. */
export function below(node: Node | undefined, key?: string): Node | undefined {
  if (!node) return undefined;
  if (!node.ready) prepare(node);
  return key === undefined ? node.items : (node.properties?.get(key) ?? node.additional);
}

/** By which fields the items of a list are told apart; undefined where its schema says nothing. */
export function listKeys(node: Node | undefined): readonly string[] | undefined {
  if (node && !node.ready) prepare(node);
  return node?.mapKeys;
}
