import type { Manifest } from "../manifest.ts";
import { coreSchema, kubernetesMinors } from "../schema/catalogue.ts";
import { check } from "../schema/check.ts";
import { rootOf, type Node } from "../schema/node.ts";
import type { Issue } from "../schema/schema.ts";
import { merged } from "./apply.ts";
import { type Classes, withClass } from "./claims.ts";
import { filled } from "./filled.ts";
import { updatedService } from "./services.ts";

/** One change of an object on its way through the API server. */
export interface Update {
  /** As the server has it. */
  readonly old: Manifest;
  /** As it is to be, applied beside what the server filled in. */
  readonly own: Manifest;
  /** As it would be if it were new. */
  readonly fresh: Manifest;
  readonly node: Node | undefined;
  readonly issues: (object: Manifest) => Issue[];
}

/** What was found of the last change of each object: several rules ask. */
const known = new WeakMap<
  Manifest,
  { readonly before: Manifest; readonly classes: Classes | undefined; readonly update: Update }
>();

export function updateOf(before: Manifest, after: Manifest, classes?: Classes): Update {
  const last = known.get(after);
  if (last?.before === before && last.classes === classes) return last.update;
  const update = makeUpdate(before, after, classes);
  known.set(after, { before, classes, update });
  return update;
}

function makeUpdate(before: Manifest, after: Manifest, classes: Classes | undefined): Update {
  const core = coreOf(after.apiVersion, after.kind);
  const node = core && rootOf(core.schema, core.definitions);
  const old = withClass(filled(before), classes);
  const applied = merged(node, old, before, after) as Manifest;
  const own = isService(after) ? updatedService(old, applied) : filled(applied);
  const issues = (object: Manifest): Issue[] =>
    core ? check(core.schema, core.definitions, object) : [];
  return { old, own, fresh: withClass(filled(after), classes), node, issues };
}

/** Whether it is a kind of Kubernetes' own. */
export function isKnownKind({ apiVersion, kind }: Manifest): boolean {
  return coreOf(apiVersion, kind) !== undefined;
}

function coreOf(apiVersion: string, kind: string): ReturnType<typeof coreSchema> {
  return coreSchema(kubernetesMinors().at(-1)!, apiVersion, kind);
}

export function isService({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === "v1" && kind === "Service";
}
