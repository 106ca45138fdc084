import type { Problem } from "../../problem.ts";
import type { FleetRule } from "../support/rule.ts";

/** What git takes for the name of a branch (git-check-ref-format, and no option of a command). */
const named = /^(?![-./])(?!.*(?:\.\.|\/[./]|@\{|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]+(?<![/.])$/u;

/** What Argo CD follows are branches that git can have. */
export const branches: FleetRule = function* branches({ repository, clusters }) {
  yield* issuesOf("fleet", "branch", repository.branch);
  for (const { name, environments } of clusters)
    for (const [environment, { branch }] of Object.entries(environments))
      if (branch !== undefined) yield* issuesOf(name, `environment ${environment}: branch`, branch);
};

function* issuesOf(place: string, what: string, branch: string): Iterable<Problem> {
  const short = branch.replace(/^refs\/heads\//, "");
  if (short !== branch)
    yield { place, message: `${what} "${branch}" has refs/heads/ before it; write "${short}"` };
  else if (!named.test(branch) || branch === "@")
    yield {
      place,
      message: `${what} "${branch}" is no name that git takes for a branch; write one such as "main"`,
    };
}
