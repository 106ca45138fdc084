import { plural } from "../../problem.ts";
import { fateOf } from "../support/fate.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { ApplicationState, ObjectState, Pair } from "../support/state.ts";

/** Applications that come, go or are delivered in another way, and objects that change their Application. */
export function* moves(pair: Pair): Iterable<Finding> {
  const { cluster, before, after } = pair;
  for (const [name, application] of after.applications) {
    const old = before.applications.get(name);
    if (!old)
      yield {
        ...at(cluster, application),
        rule: "application-new",
        level: "note",
        message: newText(pair, application),
      };
    else if ((old.chart === undefined) !== (application.chart === undefined))
      yield {
        ...at(cluster, application),
        rule: "delivery",
        level: "warning",
        message: deliveryText(application),
        todo: "look at what Helm's hooks and lookups make of it",
      };
  }
  for (const [name, application] of before.applications)
    if (!after.applications.has(name)) yield goneApplication(pair, application);
  for (const change of pair.changes) {
    const { before: old, after: own } = change;
    if (!old || !own || old.application === own.application) continue;
    yield findingOf(cluster, change, movedMessage(pair, old, own));
  }
}

/**
 * Argo CD knows by an annotation whose an object is, and a sync with FailOnSharedResource fails on one of another
 * Application (controller/sync.go): until that has deleted it, or for ever where it keeps it. Definitions are nobody's.
 */
function movedMessage(
  pair: Pair,
  old: ObjectState,
  own: ObjectState,
): Parameters<typeof findingOf>[2] {
  const { isDeleted, why } = fateOf(old, pair);
  const from = `moves from ${old.application} to ${own.application}`;
  const { kind, metadata } = own.manifest;
  if (kind === "CustomResourceDefinition")
    return {
      topic: "moves",
      rule: "moved",
      level: "note",
      message: `${from}, which takes it over`,
    };
  if (isDeleted)
    return {
      topic: "moves",
      rule: "moved",
      level: "warning",
      message: `${from}: it is deleted (${why}) and made anew`,
      todo: "expect a gap, or leave it where it is",
    };
  const inside = metadata.namespace === undefined ? "" : ` -n ${metadata.namespace}`;
  return {
    topic: "sync",
    rule: "moved-and-kept",
    level: "stop",
    message: `${from}, but stays with the first (${why}): the other's sync fails on what is not its own`,
    todo: `leave it where it is, or hand it over right after the merge: kubectl annotate ${kind.toLowerCase()} ${metadata.name}${inside} argocd.argoproj.io/tracking-id-`,
    asks: "replace",
  };
}

function at(
  cluster: string,
  { name, path }: ApplicationState,
): Pick<Finding, "topic" | "place" | "path"> {
  return { topic: "moves", place: `${cluster}/${name}`, path };
}

function newText({ after }: Pair, { name, wave, chart }: ApplicationState): string {
  const count = [...after.objects.values()].filter((one) => one.application === name).length;
  const of = chart ? `, chart ${chart.name} ${chart.version ?? ""}`.trimEnd() : "";
  return `Application is new: ${plural(count, "object")} in wave ${wave}${of}`;
}

function deliveryText({ chart }: ApplicationState): string {
  return chart
    ? `Argo CD renders chart ${chart.name} from now on`
    : "its chart is rendered by synth from now on, and stands in dist/";
}

function goneApplication(pair: Pair, application: ApplicationState): Finding {
  const objects = [...pair.before.objects.values()].filter(
    (one) => one.application === application.name && !pair.after.objects.has(one.id),
  );
  const kept = objects.filter((one) => !fateOf(one, pair).isDeleted).length;
  const left = kept === 0 ? "" : `; ${plural(kept, "object")} stay${kept === 1 ? "s" : ""}`;
  return {
    ...at(pair.cluster, application),
    rule: "application-gone",
    level: "warning",
    message: application.cascades
      ? `Application goes, and with it ${plural(objects.length - kept, "object")}${left}`
      : `Application goes without what it brought: ${plural(objects.length, "object")} stay and belong to nobody`,
    todo: "make sure that nobody needs what it does",
  };
}
