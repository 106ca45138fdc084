import { formatBytes, formatCores } from "../../kubernetes/quantity.ts";
import type { Finding } from "../support/finding.ts";
import type { Room, Size } from "../support/room.ts";
import type { Pair } from "../support/state.ts";

/** What pods ask for, and what is left without a node, where that changes. */
export function* room({ cluster, before, after }: Pair): Iterable<Finding> {
  const [old, own] = [before.facts?.room, after.facts?.room];
  if (!old || !own) return;
  const place = { topic: "capacity", place: cluster, path: `dist/${cluster}/review.yaml` } as const;
  const takers = takersOf(old, own);
  if (isSame(old.wanted, own.wanted) && isSame(old.has, own.has)) return;
  const hasFitted = old.without?.fits !== false;
  const fits = own.without?.fits !== false;
  yield {
    ...place,
    rule: "room-changed",
    level: hasFitted && !fits ? "warning" : "note",
    message: `pods ask for ${sizeText(own.wanted)} of ${sizeText(own.has)}, where it was ${sizeText(old.wanted)} of ${sizeText(old.has)}${lossText(own)}${takers}`,
    ...(hasFitted &&
      !fits && { todo: "lower requests, or add a node: npm run capacity says what is short" }),
  };
}

function lossText({ without }: Room): string {
  if (!without) return "";
  const { node, fits } = without;
  return `; without ${node} there are ${sizeText(without)}, ${fits ? "and any node may be lost" : "and it is not shown that every node may be lost"}`;
}

/** Who asks for more or less. */
function takersOf(old: Room, own: Room): string {
  const names = new Set([...Object.keys(old.takers), ...Object.keys(own.takers)]);
  const changed = [...names].toSorted().flatMap((name) => {
    const [had, has] = [old.takers[name], own.takers[name]];
    if (had && has && isSame(had, has)) return [];
    const from = had ? sizeText(had) : "nothing";
    return [`${name} ${from} -> ${has ? sizeText(has) : "nothing"}`];
  });
  return changed.length === 0 ? "" : ` (${changed.join(", ")})`;
}

function isSame(one: Size, other: Size): boolean {
  return one.cpu === other.cpu && one.memory === other.memory;
}

function sizeText({ cpu, memory }: Size): string {
  return `${formatCores(cpu / 1000)} CPU and ${formatBytes(memory)}`;
}
