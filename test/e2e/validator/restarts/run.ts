import { titleOf } from "../../../../lib/kubernetes/manifest.ts";
import { FleetError } from "../../../../lib/problem.ts";
import { failure } from "../../../../scripts/tell/failure.ts";
import { randomOf } from "../../../lib/support/random.ts";
import type { Kube } from "../../kube.ts";
import { Api } from "../api.ts";
import { atOnce } from "../at-once.ts";
import { readSamples } from "../differential.ts";
import { readDist } from "../dist.ts";
import { giveDefaultAccount, inDefault } from "../run.ts";
import { appPairs } from "../transitions/apps.ts";
import { makeClasses } from "../transitions/judge.ts";
import type { Pair } from "../transitions/pairs.ts";
import { pairsOf } from "../transitions/pairs.ts";
import { recordedPairs } from "./recorded.ts";
import { judgeRestart, keepsPods } from "./judge.ts";
import type { Restart } from "./judge.ts";

/** So many of a run, or what STRATA_RESTARTS says. */
const restarts = Number(process.env["STRATA_RESTARTS"] || 300);

/** Workloads that are changed, applied as Argo CD applies them: where the controllers make other pods, the review says so. */
export async function checkRestarts(
  kube: Kube,
  say: (line: string) => void,
  seed: number,
): Promise<void> {
  const bases = [...readDist().map(({ object }) => object), ...readSamples()]
    .map(inDefault)
    .filter(keepsPods);
  const api = new Api(kube);
  await giveDefaultAccount(kube);
  await makeClasses(kube);
  const judged = (pairs: Iterable<Pair>, count?: number): Promise<Restart[]> =>
    atOnce(pairs, (pair) => judgeRestart(kube, api, pair), count);
  const seeded = await judged(pairsOf(bases, randomOf(seed)), restarts);
  const apps = await judged(appPairs().filter(({ before }) => keepsPods(before)));
  const recorded = await judged(recordedPairs());
  const all = [...seeded, ...apps, ...recorded];
  const unseen = all.filter(({ isReplaced }) => isReplaced === undefined);
  // An object that the server takes and its controller does not, as with claims that cannot be made.
  if (unseen.length > all.length / 50)
    throw failure("restarts", `controllers never got to ${unseen.length} of ${all.length}`);
  const problems = all.flatMap(({ before, what, isReplaced, told }) =>
    isReplaced === undefined || isReplaced === (told !== undefined)
      ? []
      : [
          {
            place: titleOf(before),
            message: `${what}: the controller ${isReplaced ? "replaces the pods" : "leaves the pods"}, and the review says ${told ?? "nothing"}; mend lib/review/rules/restarts.ts`,
          },
        ],
  );
  if (problems.length > 0) throw new FleetError(problems);
  const replaced = all.filter(({ isReplaced }) => isReplaced === true).length;
  say(
    `${seeded.length} seeded changes of workloads, ${apps.length} of app(), ${recorded.length} recorded ones; the pods of ${replaced} were replaced, and the review said the same of all but ${unseen.length} that no controller got to`,
  );
}
