import { plural } from "../problem.ts";
import type { Allowance } from "../model/allowance.ts";
import type { Tree } from "./support/tree.ts";
import { readPairs } from "./read.ts";
import { clustersOf } from "./support/tree.ts";
import { charts } from "./rules/charts.ts";
import { data } from "./rules/data.ts";
import { definitions } from "./rules/definitions.ts";
import { images } from "./rules/images.ts";
import { moves } from "./rules/moves.ts";
import { networks } from "./rules/networks.ts";
import { order } from "./rules/order.ts";
import { podSecurity } from "./rules/pod-security.ts";
import { projects } from "./rules/projects.ts";
import { reach } from "./rules/reach.ts";
import { refused } from "./rules/refused.ts";
import { restarts } from "./rules/restarts.ts";
import { rights } from "./rules/rights.ts";
import { room } from "./rules/room.ts";
import { secrets } from "./rules/secrets.ts";
import { services } from "./rules/services.ts";
import { allowed, idleAllowances } from "./support/allow.ts";
import type { Finding } from "./support/finding.ts";
import { findingOf, topics } from "./support/finding.ts";
import type { ObjectDiff } from "./support/objects.ts";
import { objectDiffs } from "./support/objects.ts";
import { hidden, withoutCredentials } from "./support/hide.ts";
import { printable } from "./support/words.ts";
import type { Change, Pair } from "./support/state.ts";

/** What a change does to the clusters. */
export interface Review {
  readonly findings: readonly Finding[];
  readonly objects: readonly ObjectDiff[];
  /** What could not be compared. */
  readonly notes: readonly string[];
}

type Rule = (pair: Pair) => Iterable<Finding>;

const rules: readonly Rule[] = [
  data,
  refused,
  definitions,
  services,
  rights,
  podSecurity,
  networks,
  projects,
  secrets,
  charts,
  images,
  restarts,
  room,
  order,
  reach,
  moves,
];

const topicsInOrder = Object.keys(topics);
const levels = ["stop", "warning", "note"];

/** Compares two trees. Pure: the same trees, the same review. */
export function review(before: Tree, after: Tree): Review {
  const [were, are] = [clustersOf(before), clustersOf(after)];
  const pairs = readPairs(before, after);
  const both = pairs.filter(({ cluster }) => were.has(cluster) && are.has(cluster));
  const findings: Finding[] = [
    ...pairs.flatMap((pair) => clusterFinding(pair, were, are)),
    ...both.flatMap(findingsOf),
  ];
  return {
    findings: findings.map(shown).toSorted((one, other) => compare(rankOf(one), rankOf(other))),
    objects: both.flatMap(objectDiffs),
    notes: [...new Set(both.flatMap(notesOf))],
  };
}

function shown({ message, todo, ...finding }: Finding): Finding {
  const text = withoutCredentials(message, "") === message ? message : hidden;
  return {
    ...finding,
    message: printable(text),
    ...(todo !== undefined && { todo: printable(todo) }),
  };
}

/** What the gate refuses. */
export function refusedBy({ findings }: Review): readonly Finding[] {
  return findings.filter(({ level, allowed: reason }) => level === "stop" && reason === undefined);
}

function findingsOf(pair: Pair): Finding[] {
  const allow: readonly Allowance[] = pair.after.facts?.allow ?? [];
  const found = rules.flatMap((rule) => judged(rule, pair)).map((one) => allowed(one, allow));
  return [...found, ...idleAllowances(pair, found)];
}

/** An object that is not as its schema says keeps no other from being judged, and passes no gate. */
function judged(rule: Rule, pair: Pair): Finding[] {
  try {
    return [...rule(pair)];
  } catch {
    const found = pair.changes.flatMap((change) => {
      try {
        return [...rule({ ...pair, changes: [change] })];
      } catch (error) {
        return [unjudged(pair.cluster, change, error as Error)];
      }
    });
    // What is about the cluster was found with each of them.
    return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  }
}

function unjudged(cluster: string, change: Change, { message }: Error): Finding {
  return findingOf(cluster, change, {
    topic: "sync",
    rule: "not-judged",
    level: "stop",
    message: `is not as its schema says, and cannot be judged: ${message}`,
    todo: 'have synth write it: "npm run synth -- --check" says what differs',
  });
}

function rankOf({ topic, level, place, message }: Finding): string {
  return `${levels.indexOf(level)} ${String(topicsInOrder.indexOf(topic)).padStart(2, "0")} ${place} ${message}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function clusterFinding(
  { cluster, before, after }: Pair,
  were: ReadonlySet<string>,
  are: ReadonlySet<string>,
): Finding[] {
  const place = { topic: "moves", place: cluster, path: `dist/${cluster}/root.yaml` } as const;
  if (!were.has(cluster))
    return [
      {
        ...place,
        rule: "cluster-new",
        level: "note",
        message: `cluster is new: ${plural(after.applications.size, "Application")}`,
      },
    ];
  if (are.has(cluster)) return [];
  return [
    {
      ...place,
      rule: "cluster-gone",
      level: "warning",
      message: `cluster leaves git with ${plural(before.applications.size, "Application")}: its root finds its folder no longer, syncs nothing, and deletes nothing`,
      todo: "delete its root Application by hand, when nobody needs the cluster",
    },
  ];
}

function notesOf({ cluster, before, after }: Pair): string[] {
  const blind =
    before.facts && after.facts
      ? []
      : [
          `${cluster}: one of the two has no dist/${cluster}/review.yaml, so order, hosts, addresses and Secrets are not compared; render both with this Strata`,
        ];
  return [...blind, ...before.notes, ...after.notes];
}
