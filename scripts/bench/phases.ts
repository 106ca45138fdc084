import type { Profiler } from "node:inspector";

export const phases = [
  "render",
  "order",
  "validate",
  "emit",
  "remember",
  "write",
  "collect",
  "other",
] as const;
export type Phase = (typeof phases)[number];

/** The part of lib/ that plan.ts or the program calls; what that calls in turn belongs to the same phase. */
const parts: readonly (readonly [RegExp, Phase])[] = [
  [/\/lib\/(?:build\/|kubernetes\/kinds\.ts)/, "render"],
  [/\/lib\/helm\/(?!cache\/)/, "render"],
  [/\/lib\/order\//, "order"],
  [/\/lib\/(?:check|kubernetes\/schema)\//, "validate"],
  [/\/lib\/emit\/(?:write|exchange)\.ts$/, "write"],
  [/\/lib\/emit\//, "emit"],
  [/\/lib\/helm\/cache\//, "remember"],
];

/** Seconds per phase. Garbage is collected on behalf of all and stands by itself. */
export function phasesOf({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): Record<Phase, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, Phase>();
  const visit = (id: number, outer: Phase): void => {
    const { callFrame, children = [] } = byId.get(id)!;
    const phase = outer === "other" ? phaseOf(callFrame) : outer;
    found.set(id, phase);
    for (const child of children) visit(child, phase);
  };
  visit(nodes[0]!.id, "other");
  const seconds = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<Phase, number>;
  for (const [i, sample] of samples.entries())
    seconds[found.get(sample) ?? "other"] += (timeDeltas[i] ?? 0) / 1e6;
  return seconds;
}

function phaseOf({ functionName, url }: Profiler.ProfileNode["callFrame"]): Phase {
  if (functionName === "(garbage collector)") return "collect";
  return parts.find(([pattern]) => pattern.test(url))?.[1] ?? "other";
}
