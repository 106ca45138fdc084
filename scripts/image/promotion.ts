import { didYouMean } from "../../lib/words.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { failure } from "../tell/failure.ts";
import { shown } from "./move-options.ts";
import type { Difference } from "./options-diff.ts";
import { optionDifferences, titleOfOption } from "./options-diff.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";

/** What a promotion can be kept to. */
export const parts = ["image", "options"] as const;
export type Part = (typeof parts)[number];

/** An app in two environments, and what of its options goes from one to the other. */
export interface Promotion {
  readonly source: PlannedApplication;
  readonly target: PlannedApplication;
  readonly moved: readonly Difference[];
  readonly left: readonly Difference[];
}

interface Both {
  readonly source: PlannedApplication;
  readonly target: PlannedApplication;
  /** How the environments were called. */
  readonly words: readonly string[];
}

/** The options that differ: those that are named, or all that are not of the environment. `names`: with commas, or `all`. */
export function chooseDifferences(
  { clusters }: Fleet,
  { source, target, words }: Both,
  names: string | undefined,
): Pick<Promotion, "moved" | "left"> {
  const own = clusters.filter(({ name }) => name === source.cluster || name === target.cluster);
  const marks = {
    words: [...words, source.namespace, target.namespace, source.cluster, target.cluster].map(
      (word) => word.split("/").at(-1)!,
    ),
    domains: own.flatMap(({ domain, site }) => [domain, site.domain]).filter(Boolean),
  };
  const differences = optionDifferences(source, target, marks);
  const wanted = names?.split(",").map((name) => name.trim());
  const known = [...new Set([source, target].flatMap((one) => namesOf(one, differences)))];
  for (const name of wanted ?? []) if (name !== "all") requireOption(target, name, known);
  // What tells the two apart is no choice.
  const isName = ({ from, to }: Difference): boolean =>
    marks.words.includes(String(from)) && marks.words.includes(String(to));
  const isMoved = (one: Difference): boolean =>
    wanted === undefined
      ? !one.isOfEnvironment
      : wanted.some((name) => name === "all" || isWithin(titleOfOption(one), name));
  return {
    moved: differences.filter(isMoved),
    left: differences.filter((one) => !isMoved(one) && !isName(one)),
  };
}

function namesOf(
  { options, computed }: PlannedApplication,
  differences: readonly Difference[],
): readonly string[] {
  return [...Object.keys(options), ...computed, ...differences.map(titleOfOption)];
}

function requireOption(target: PlannedApplication, name: string, known: readonly string[]): void {
  if (known.some((one) => isWithin(one, name) || isWithin(name, one))) return;
  const todo =
    didYouMean(name, known) ?? `use some of ${known.join(", ") || "none: it has no options"}`;
  throw failure("--options", `"${name}" is no option of ${titleOf(target)}; ${todo}`);
}

/** `settings.colour` is within `settings`. */
function isWithin(option: string, name: string): boolean {
  return option === name || option.startsWith(`${name}.`);
}

/** What stays otherwise, and why. */
export function leftText({ source, target, left }: Promotion): string[] {
  const own = left.map((one) => `${titleOfOption(one)} (${shown(one.from)}, not ${shown(one.to)})`);
  const computed = [...new Set([...source.computed, ...target.computed])];
  const overrides = [...new Set([...source.overrides, ...target.overrides])].filter(
    (name) => name !== "name" && name !== "namespace",
  );
  return [
    ...(own.length > 0
      ? [`left as they are: ${own.join(", ")}; --options moves what it names`]
      : []),
    ...(computed.length > 0 ? [`not compared, being code: ${computed.join(", ")}`] : []),
    ...(overrides.length > 0
      ? [`not compared, being beside the options: ${overrides.join(", ")}`]
      : []),
  ];
}
