import type { Manifest } from "../../kubernetes/manifest.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import { fewOf } from "../support/words.ts";
import type { Pair } from "../support/state.ts";
import { changesOfKind } from "../support/state.ts";

interface Entry {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly server?: string;
  readonly namespace?: string;
}

interface Spec {
  readonly sourceRepos?: readonly string[];
  readonly sourceNamespaces?: readonly string[];
  readonly destinations?: readonly Entry[];
  readonly clusterResourceWhitelist?: readonly Entry[];
  readonly namespaceResourceWhitelist?: readonly Entry[];
  readonly clusterResourceBlacklist?: readonly Entry[];
  readonly namespaceResourceBlacklist?: readonly Entry[];
  readonly roles?: readonly { readonly name: string; readonly policies?: readonly string[] }[];
}

const said = { topic: "access", level: "warning", todo: "make sure that it is meant" } as const;

/** AppProjects that let their Applications do more, and Applications in another one that does. */
export function* projects(pair: Pair): Iterable<Finding> {
  for (const change of changesOfKind(pair, "argoproj.io", "AppProject")) {
    if (!change.before || !change.after) continue;
    const more = [...grown(specOf(change.before.manifest), specOf(change.after.manifest))];
    if (more.length > 0)
      yield findingOf(pair.cluster, change, {
        ...said,
        rule: "project-grew",
        message: `lets its Applications ${fewOf(more, "; ")}`,
      });
  }
  const { cluster, before, after } = pair;
  for (const [name, { project, path }] of after.applications) {
    const old = before.applications.get(name)?.project;
    if (old === undefined || old === project) continue;
    const more = [...grown(specOf(before.projects.get(old)), specOf(after.projects.get(project)))];
    if (more.length > 0)
      yield {
        ...said,
        rule: "project-changed",
        place: `${cluster}/${name}`,
        path,
        message: `Application stands in AppProject "${project}" instead of "${old}", which lets it ${fewOf(more, "; ")}`,
      };
  }
}

function specOf(project: Manifest | undefined): Spec {
  return project?.["spec"] ?? {};
}

function* grown(old: Spec, own: Spec): Iterable<string> {
  for (const repository of beyond(old.sourceRepos, own.sourceRepos))
    yield `take from ${repository}`;
  for (const namespace of beyond(old.sourceNamespaces, own.sourceNamespaces))
    yield `stand in namespace ${namespace}`;
  for (const entry of beyondEntries(old.destinations, own.destinations))
    yield `deploy to ${entry.name ?? entry.server ?? "*"}, namespace ${entry.namespace ?? "*"}`;
  for (const list of ["clusterResourceWhitelist", "namespaceResourceWhitelist"] as const)
    for (const entry of beyondEntries(listed(old, list), listed(own, list)))
      yield `bring ${kindText(entry)}`;
  for (const list of ["clusterResourceBlacklist", "namespaceResourceBlacklist"] as const)
    for (const entry of beyondEntries(own[list], old[list]))
      yield `bring ${kindText(entry)}, which was forbidden`;
  for (const { name, policies = [] } of own.roles ?? []) {
    const had = old.roles?.find((role) => role.name === name)?.policies ?? [];
    for (const policy of beyond(had, policies)) yield `be used by role ${name}: ${policy}`;
  }
}

/** Without a list, no kind of the cluster and every kind of a namespace is meant. */
function listed(
  spec: Spec,
  list: "clusterResourceWhitelist" | "namespaceResourceWhitelist",
): readonly Entry[] {
  return spec[list] ?? (list === "clusterResourceWhitelist" ? [] : [{ group: "*", kind: "*" }]);
}

function kindText({ group = "*", kind = "*" }: Entry): string {
  return kind === "*"
    ? `every kind${group === "*" ? "" : ` of ${group || "the core"}`}`
    : `${kind}${group ? ` of ${group}` : ""}`;
}

function beyond(old: readonly string[] = [], own: readonly string[] = []): string[] {
  const forbidden = old.filter((one) => one.startsWith("!") && !own.includes(one));
  const allowed = own.filter((one) => !one.startsWith("!"));
  return [
    ...allowed.filter((one) => !old.some((other) => matches(other, one))),
    ...forbidden.map((one) => one.slice(1)),
  ];
}

function beyondEntries(old: readonly Entry[] = [], own: readonly Entry[] = []): Entry[] {
  return own.filter((one) => !old.some((other) => coversEntry(other, one)));
}

function coversEntry(other: Entry, one: Entry): boolean {
  return (["group", "kind", "name", "server", "namespace"] as const).every((field) => {
    const [pattern, text] = [other[field], one[field]];
    return pattern === text || pattern === undefined || matches(pattern, text ?? "");
  });
}

/** Argo CD's patterns: a star stands for anything, slashes too. */
function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") return true;
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
