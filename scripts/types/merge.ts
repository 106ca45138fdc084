import type { Problem } from "../../lib/problem.ts";

/**
 * What the plan and the compiler have found, each mistake once. The compiler's word counts, which has file and line;
 * of a need that nobody meets the plan knows the reason. What fails for data of a wrong type waits until its type is
 * right.
 */
export function mergeProblems(
  planned: readonly Problem[],
  compiled: readonly Problem[],
): readonly Problem[] {
  const [inPlan, inTypes] = [
    aboutOf(planned),
    new Set([...aboutOf(compiled), ...meantBy(compiled)]),
  ];
  const isNeed = ({ about = "" }: Problem): boolean => about.startsWith("need ");
  const own = planned.filter((problem) =>
    problem.about === "failure"
      ? compiled.length === 0
      : isNeed(problem) || !inTypes.has(problem.about),
  );
  return [...own, ...compiled.filter((problem) => !(isNeed(problem) && inPlan.has(problem.about)))];
}

/** A field with a slip in its name is missing as well. */
function meantBy(problems: readonly Problem[]): string[] {
  return problems.flatMap(({ message }) => {
    const meant = / is not a field; did you mean "(.+)"\?$/.exec(message)?.[1];
    return meant === undefined ? [] : [`field ${meant}`];
  });
}

function aboutOf(problems: readonly Problem[]): ReadonlySet<string | undefined> {
  return new Set(problems.flatMap(({ about }) => about ?? []));
}
