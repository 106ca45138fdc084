import { titleOf } from "../../../../lib/kubernetes/manifest.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { FleetError } from "../../../../lib/problem.ts";
import type { Problem } from "../../../../lib/problem.ts";
import { randomOf } from "../../../lib/support/random.ts";
import type { Kube } from "../../kube.ts";
import type { Api } from "../api.ts";
import { atOnce } from "../at-once.ts";
import { appPairs } from "./apps.ts";
import type { Transition } from "./judge.ts";
import { judge, makeClasses } from "./judge.ts";
import type { Pair } from "./pairs.ts";
import { pairsOf } from "./pairs.ts";

interface Choice {
  readonly bases: readonly Manifest[];
  readonly count: number;
  readonly seed: number;
}

/**
 * Objects that are changed, applied to the API server as Argo CD applies them: what it refuses, and what it takes and does
 * not do, `publish` must refuse, and nothing else.
 */
export async function checkTransitions(
  kube: Kube,
  api: Api,
  { bases, count, seed }: Choice,
): Promise<string> {
  await makeClasses(kube);
  const seeded = await judged(kube, api, pairsOf(bases, randomOf(seed)), count);
  const apps = await judged(kube, api, appPairs(), Infinity);
  const problems = [...seeded, ...apps].flatMap(problemsOf);
  if (problems.length > 0) throw new FleetError(problems);
  return `${told(seeded)}; ${told(apps)} are of app() asked for otherwise; publish said the same of all`;
}

/** Services one after the other: two may want the same port of the nodes. */
function judged(kube: Kube, api: Api, pairs: Iterable<Pair>, count: number): Promise<Transition[]> {
  let last: Promise<unknown> = Promise.resolve();
  const look = (pair: Pair): Promise<Transition | undefined> => {
    if (pair.before.kind !== "Service") return judge(kube, api, pair);
    const next = last.then(() => judge(kube, api, pair));
    last = next;
    return next;
  };
  return atOnce(pairs, look, count);
}

function told(transitions: readonly Transition[]): string {
  const refused = transitions.filter(({ refusal }) => refusal !== undefined).length;
  const undone = transitions.filter(({ refusal, isDone }) => refusal === undefined && !isDone);
  return `${transitions.length} changes of objects, ${refused} of them refused by the API server and ${undone.length} taken without effect`;
}

function problemsOf({ before, what, refusal, isDone, problems }: Transition): Problem[] {
  const isWrong = refusal !== undefined || !isDone;
  if (isWrong === problems.length > 0) return [];
  const server = refusal ?? (isDone ? "takes it" : "takes it and leaves something as it was");
  const strata = problems[0] ?? "Strata takes it";
  const message = `${what}: ${strata}; the API server says: ${server}; mend lib/kubernetes/transition`;
  return [{ place: titleOf(before), message }];
}
