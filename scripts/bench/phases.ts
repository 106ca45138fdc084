import type { Profiler } from "node:inspector";

export const phases = ["render", "order", "validate", "emit", "write", "collect", "other"] as const;
export type Phase = (typeof phases)[number];

/** The functions of lib/ that a phase begins with; what they call belongs to it. */
const entries: Readonly<Record<string, Phase>> = {
  "render.ts render": "render",
  "render.ts renderNamespaces": "render",
  "applications.ts orderCluster": "order",
  "index.ts validateCluster": "validate",
  "index.ts validateFleet": "validate",
  "plan.ts clusterFiles": "emit",
  "write.ts write": "write",
};

/** Seconds per phase. Garbage is collected on behalf of all and stands by itself. */
export function phasesOf({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): Record<Phase, number> {
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const known = new Map<number, Phase>();
  const phaseAt = (id: number | undefined): Phase => {
    if (id === undefined) return "other";
    let phase = known.get(id);
    if (!phase) {
      phase = ownPhase(byId.get(id)!) ?? phaseAt(parents.get(id));
      known.set(id, phase);
    }
    return phase;
  };
  const seconds = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<Phase, number>;
  for (const [i, sample] of samples.entries())
    seconds[phaseAt(sample)] += (timeDeltas[i] ?? 0) / 1e6;
  return seconds;
}

function ownPhase({ callFrame }: Profiler.ProfileNode): Phase | undefined {
  const { functionName, url } = callFrame;
  if (functionName === "(garbage collector)") return "collect";
  const file = /\/lib\/(?:\w+\/)?([\w.-]+)$/.exec(url)?.[1];
  return file === undefined ? undefined : entries[`${file} ${functionName}`];
}
