import { identity, groupOf } from "../../lib/kubernetes/manifest.ts";
import { groupsOf, waveOf } from "../simulator/argo.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Child, Tree } from "../simulator/dist.ts";
import type { ClusterRecord } from "./record.ts";

/** Something that Argo CD did in another order than the simulator of the tests says it would. */
export interface Difference {
  readonly application: string;
  readonly message: string;
}

/**
 * Holds the order in which objects were written first, from `since` on, against the simulator's: wave by wave, and
 * within an Application kind by kind. What was not written is no difference.
 */
export function compareWithSimulator(tree: Tree, record: ClusterRecord, since = 0): Difference[] {
  return [...differencesWithin(tree, record, since), ...differencesOfWaves(tree, record, since)];
}

function* differencesWithin(
  { children }: Tree,
  record: ClusterRecord,
  since: number,
): Iterable<Difference> {
  for (const child of children) {
    const application = child.application.metadata.name;
    let last: { readonly title: string; readonly at: number } | undefined;
    for (const group of groupsOf(child)) {
      const writes = group.flatMap((object) => {
        const at = firstWrite(object, child, record, since);
        return at === undefined ? [] : [{ title: `${object.kind} ${object.metadata.name}`, at }];
      });
      for (const { title, at } of writes) {
        if (last && at < last.at) {
          const message = `${title} was written ${Math.round(last.at - at)} ms before ${last.title}`;
          yield { application, message };
        }
      }
      last = writes.reduce(
        (latest, write) => (latest && latest.at > write.at ? latest : write),
        last,
      );
    }
  }
}

function* differencesOfWaves(
  { children }: Tree,
  record: ClusterRecord,
  since: number,
): Iterable<Difference> {
  const spans = children.flatMap((child) => {
    const all = [...child.objects, ...child.made];
    const writes = all.flatMap((one) => firstWrite(one, child, record, since) ?? []);
    if (writes.length === 0) return [];
    const name = child.application.metadata.name;
    return [
      {
        name,
        wave: waveOf(child.application),
        first: Math.min(...writes),
        last: Math.max(...writes),
      },
    ];
  });
  for (const earlier of spans) {
    for (const later of spans.filter(({ wave }) => wave > earlier.wave)) {
      if (later.first >= earlier.last) continue;
      const message = `its first object was written before the last one of ${earlier.name}, of an earlier wave`;
      yield { application: later.name, message };
    }
  }
}

function firstWrite(
  { apiVersion, kind, metadata }: Manifest,
  { namespace }: Child,
  { objects }: ClusterRecord,
  since: number,
): number | undefined {
  const group = groupOf(apiVersion);
  // The simulator reads files, which do not say whether a kind stands in a namespace.
  const record =
    objects.get(identity(group, kind, metadata.namespace ?? "", metadata.name)) ??
    objects.get(identity(group, kind, namespace, metadata.name));
  return record?.writes.find((at) => at >= since);
}
