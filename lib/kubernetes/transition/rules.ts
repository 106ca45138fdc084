import { ownOf } from "../../outside/maps.ts";
import { hasRules, updateBreaks } from "../cel/rules.ts";
import { withDefaults } from "../cel/values.ts";
import type { Manifest } from "../manifest.ts";
import { groupOf } from "../manifest.ts";
import { coreDefinitions, customResource, kubernetesMinors } from "../schema/catalogue.ts";
import { rootOf } from "../schema/node.ts";
import type { Schema } from "../schema/schema.ts";
import { merged } from "./apply.ts";

/** Changes of a custom resource that a rule of its kind refuses, each as what is changed and why that fails. */
export function ruleChanges(before: Manifest, after: Manifest): string[] {
  const schema = schemaOf(after);
  if (!schema || !hasRules(schema)) return [];
  const old = withDefaults(schema, before);
  const node = rootOf(schema, coreDefinitions(kubernetesMinors().at(-1)!));
  const own = merged(node, old, before, after);
  return updateBreaks(schema, old, own).map(
    ({ path, text }) => `changes ${path || "it"}, which a rule of its kind refuses: ${text}`,
  );
}

function schemaOf({ apiVersion, kind }: Manifest): Schema | undefined {
  const group = groupOf(apiVersion);
  const custom = group.includes(".") ? customResource(group, kind) : undefined;
  return custom && ownOf(custom.versions, apiVersion.slice(group.length + 1))?.schema;
}
