import type { PolicyPort } from "../model/traffic.ts";
import type { Source, Way } from "./way.ts";

/** As it stands in a NetworkPolicy. */
export interface WrittenRule {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
  readonly ports?: readonly PolicyPort[];
}

/** Pods of the policy's own namespace. */
export const ownNamespace = { podSelector: {} };

export function namespacePeer(name: string): object {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

/** Nobody in particular where networks differ in the address by which somebody comes. */
export function peersOf(from: Source): readonly object[] | undefined {
  if (typeof from === "string") return undefined;
  if ("cidr" in from) return [{ ipBlock: { cidr: from.cidr } }];
  return from.namespaces.map(namespacePeer);
}

/** The rules of ways, those from the same side as one, and in an order that does not depend on where they were found. */
export function ingressRules(ways: readonly Way[]): WrittenRule[] {
  const sides = Map.groupBy(ways, ({ from }) => JSON.stringify(peersOf(from) ?? []));
  return [...sides]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) => {
      const from = peersOf(group[0]!.from);
      return { ...(from && { from }), ...portsOf(group) };
    });
}

function portsOf(ways: readonly Way[]): { ports?: readonly PolicyPort[] } {
  if (ways.some(({ ports }) => ports === undefined)) return {};
  const distinct = new Map(
    ways
      .flatMap(({ ports = [] }) => ports)
      .map((one) => [`${one.protocol} ${String(one.port).padStart(5)}`, one]),
  );
  return {
    ports: [...distinct].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one),
  };
}

/** Why it is open, for who reads the policy. */
export function reasonsOf(ways: readonly Way[]): string {
  return [...new Set(ways.map(({ reason }) => reason))].sort().join("\n");
}
