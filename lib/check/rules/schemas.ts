import { ownOf } from "../../outside/maps.ts";
import type { Cluster } from "../../model/cluster.ts";
import { minorOf } from "../../model/cluster-data.ts";
import { aboutOf } from "../../kubernetes/paths.ts";
import { knownOf } from "../../kubernetes/known.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, titleOf } from "../../kubernetes/manifest.ts";
import type { Problem } from "../../problem.ts";
import type { Rendered } from "../../build/rendered.ts";
import { hasRules, ruleIssues } from "../../kubernetes/cel/rules.ts";
import { withDefaults } from "../../kubernetes/cel/values.ts";
import { check } from "../../kubernetes/schema/check.ts";
import type { CoreKind } from "../../kubernetes/schema/catalogue.ts";
import {
  coreDefinitions,
  coreKinds,
  coreSchema,
  customResource,
  kubernetesMinors,
} from "../../kubernetes/schema/catalogue.ts";
import { withoutMistyped } from "../support/mistyped.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { told } from "../support/told.ts";
import { valueIssues } from "../support/values.ts";

interface Checked {
  /** As given, without the fields of a wrong type, so that nothing that reads them stumbles. */
  readonly components: readonly Rendered[];
  readonly problems: readonly Problem[];
}

type Complain = (message: string, about?: string) => void;

/** Every object against the schema of its kind, every value against its chart's; unknown fields are problems. */
export function checkSchemas(cluster: Cluster, components: readonly Rendered[]): Checked {
  const minor = minorOf(cluster.kubernetes.version);
  if (!kubernetesMinors().includes(minor)) return { components, problems: [] };
  const problems: Problem[] = [];
  const checked = components.map((component) => {
    const { name, manifests, release } = component;
    const complain: Complain = (message, about) =>
      void problems.push(problemAt(cluster, name, message, about));
    for (const { message, about } of release ? valueIssues(release, component.effective) : [])
      complain(message, about);
    const sound = manifests.map((manifest) =>
      knownOf(manifest) ? manifest : checkManifest(manifest, component.namespace, minor, complain),
    );
    return sound.some((manifest, i) => manifest !== manifests[i])
      ? { ...component, manifests: sound }
      : component;
  });
  return { components: checked, problems };
}

/** Whether its schema takes an object as it is. */
export function isAllowed(manifest: Manifest, home: string, minor: string): boolean {
  let isComplained = false;
  const complain = (): void => void (isComplained = true);
  return checkManifest(manifest, home, minor, complain) === manifest && !isComplained;
}

function checkManifest(given: Manifest, home: string, minor: string, complain: Complain): Manifest {
  const schema = schemaOf(given, minor);
  const isElsewhere = given.metadata.namespace !== undefined && given.metadata.namespace !== home;
  const isStray = isElsewhere && typeof schema === "object" && schema.scope === "Cluster";
  if (isStray) complain(strayNamespace(given));
  const manifest = isStray ? withoutNamespace(given) : given;
  if (typeof schema === "string") {
    complain(`${titleOf(manifest)} ${schema}`);
    return manifest;
  }
  if (!schema) return manifest;
  const object = hasRules(schema.schema) ? withDefaults(schema.schema, manifest) : manifest;
  const found = check(schema.schema, schema.definitions, object);
  // The API server asks rules only of what is right by its schema.
  const issues = found.length > 0 ? found : ruleIssues(schema.schema, object);
  if (issues.length === 0) return manifest;
  const own = issues.filter(({ path }) => !isToldElsewhere(path, manifest, isElsewhere));
  for (const { path, message } of own)
    complain(
      [titleOf(manifest), path, told(path, message, manifest)].filter((part) => part).join(" "),
      aboutOf(path),
    );
  return withoutMistyped(manifest, own);
}

/** What is wrong with a Secret's data `secrets` says as a whole, and a bad namespace is told at the Namespace. */
function isToldElsewhere(
  path: string,
  { apiVersion, kind }: Manifest,
  isElsewhere: boolean,
): boolean {
  if (path === "metadata.namespace") return !isElsewhere;
  return apiVersion === "v1" && kind === "Secret" && /^(?:data|stringData)\b/.test(path);
}

/** The schema of an object's kind, or what is wrong with the kind; nothing for a list, which `poison` reports. */
function schemaOf(
  { apiVersion, kind, items }: Manifest,
  minor: string,
): CoreKind | string | undefined {
  const core = coreSchema(minor, apiVersion, kind);
  if (core) return core;
  const group = groupOf(apiVersion);
  const custom = customResource(group, kind);
  if (!custom) {
    if (kind.endsWith("List") && items !== undefined) return undefined;
    const todo =
      didYouMean(`${apiVersion}/${kind}`, coreKinds(minor)) ??
      "correct it or import its CustomResourceDefinition";
    return `is of apiVersion ${apiVersion}, which knows no such kind; ${todo}`;
  }
  const schema = ownOf(custom.versions, apiVersion.slice(group.length + 1))?.schema;
  if (schema) return { schema, definitions: coreDefinitions(minor), scope: custom.scope };
  const served = Object.keys(custom.versions).filter((name) => custom.versions[name]!.served);
  const known = served.map((version) => `${group}/${version}`);
  return `is of apiVersion ${apiVersion}, which is not served; use ${listed(known, "or")}`;
}

/** Argo CD tracks an object by its namespace too, and looks for this one where it is not. */
function strayNamespace(manifest: Manifest): string {
  const consequence =
    manifest.kind === "CustomResourceDefinition"
      ? "so Argo CD would prune it"
      : `which a ${manifest.kind} does not have`;
  return `${titleOf(manifest)} has metadata.namespace "${manifest.metadata.namespace}", ${consequence}; drop it`;
}

function withoutNamespace({ metadata, ...rest }: Manifest): Manifest {
  const { namespace: _, ...others } = metadata;
  return { ...rest, metadata: others };
}
