import { applicationName } from "../../lib/order/names.ts";
import type { Application } from "../../lib/order/applications.ts";
import type { Item } from "../../lib/order/item.ts";
import { identityOf } from "../../lib/kubernetes/manifest.ts";
import type { ClusterRecord } from "./record.ts";

/** One end of an edge. */
export interface Side {
  /** Name of the Application as Argo CD has it. */
  readonly application: string;
  readonly title: string;
  /** Identities. */
  readonly objects: readonly string[];
}

/** That `from` must not be written before `to` is applied and healthy. */
export interface OrderedEdge {
  readonly from: Side;
  readonly to: Side;
  readonly reason: string;
}

export interface Verdict {
  readonly edge: OrderedEdge;
  /** Milliseconds between what was needed being there and the first write; negative where order is broken. */
  readonly margin?: number;
  /** What was not there; absent where order held, or where there was nothing to judge. */
  readonly problem?: string;
}

export interface Span {
  /** Writes before it do not count as those of `from`; milliseconds since 1970. */
  readonly since?: number;
  /** Applications whose content changed: they must be written anew before what needs them. All by default. */
  readonly changed?: ReadonlySet<string>;
}

/** Every edge between Applications that `--explain` knows, with the objects that stand at its ends. */
export function edgesOf(applications: readonly Application[]): OrderedEdge[] {
  return applications.flatMap((application) =>
    [...application.needs].flatMap(([needed, edges]) =>
      edges.map(({ from, to, reason }) => ({
        from: sideOf(from, application),
        to: sideOf(to, needed),
        reason,
      })),
    ),
  );
}

function sideOf({ manifest, title }: Item, application: Application): Side {
  return { application: applicationName(application), title, objects: [identityOf(manifest)] };
}

/** Holds each edge against what happened. */
export function judgeOrder(
  edges: readonly OrderedEdge[],
  record: ClusterRecord,
  span: Span = {},
): Verdict[] {
  return edges.map((edge) => judgeEdge(edge, record, span));
}

function judgeEdge(edge: OrderedEdge, record: ClusterRecord, span: Span): Verdict {
  const { since = 0, changed } = span;
  const { from, to } = edge;
  const isJudged = !changed || changed.has(from.application);
  const start = Math.min(
    ...from.objects.flatMap((id) => writesOf(id, record).find((at) => at >= since) ?? []),
  );
  if (!isJudged || start === Infinity || to.objects.length === 0) return { edge };
  const isNew = !changed || changed.has(to.application);
  let ready = -Infinity;
  for (const id of to.objects) {
    const applied = writesOf(id, record).find((at) => at >= (isNew ? since : 0));
    if (applied === undefined) return { edge, problem: `${id} was never applied` };
    const healthy = healthySince(id, record, start);
    if (healthy === undefined) {
      const late = lateness(id, record, start);
      return { edge, margin: -late, problem: `${id} was ${healthAt(id, record, start)}` };
    }
    ready = Math.max(ready, applied, healthy);
    if (applied > start) {
      const late = Math.round(applied - start);
      return { edge, margin: start - applied, problem: `${id} was applied ${late} ms later` };
    }
  }
  return { edge, margin: start - ready };
}

function writesOf(id: string, { objects }: ClusterRecord): readonly number[] {
  return objects.get(id)?.writes ?? [];
}

function healthAt(id: string, { objects }: ClusterRecord, at: number): string {
  return objects.get(id)?.health.findLast((change) => change.at <= at)?.health ?? "Missing";
}

/** Since when it was healthy at a moment; undefined when it was not. No time at all for what has no health. */
function healthySince(id: string, { objects }: ClusterRecord, at: number): number | undefined {
  const changes = objects.get(id)?.health ?? [];
  if (changes.length === 0) return -Infinity;
  const last = changes.findLast((change) => change.at <= at);
  return last?.health === "Healthy" ? last.at : undefined;
}

/** How much too early a write was: until the next moment of health, or for ever. */
function lateness(id: string, { objects }: ClusterRecord, at: number): number {
  const next = objects
    .get(id)
    ?.health.find((change) => change.at > at && change.health === "Healthy");
  return (next?.at ?? Infinity) - at;
}

/** The Applications along the path of needs that takes longest, first to last, and what it takes. */
export function longestChain(
  applications: readonly Application[],
  durationOf: (application: Application) => number,
): { readonly milliseconds: number; readonly chain: readonly Application[] } {
  const known = new Map<Application, { milliseconds: number; chain: Application[] }>();
  const until = (application: Application): { milliseconds: number; chain: Application[] } => {
    const found = known.get(application);
    if (found) return found;
    const before = longest([...application.needs.keys()].map(until));
    const milliseconds = before.milliseconds + durationOf(application);
    const result = { milliseconds, chain: [...before.chain, application] };
    known.set(application, result);
    return result;
  };
  return longest(applications.map(until));
}

function longest<Chain extends { readonly milliseconds: number }>(
  chains: readonly Chain[],
): Chain | { milliseconds: number; chain: Application[] } {
  const none = { milliseconds: 0, chain: [] as Application[] };
  return chains.reduce<Chain | typeof none>(
    (best, chain) => (chain.milliseconds > best.milliseconds ? chain : best),
    none,
  );
}
