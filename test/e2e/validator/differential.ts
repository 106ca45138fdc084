import { readdirSync, readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import { FleetError } from "../../../lib/problem.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../../lib/kubernetes/manifest.ts";
import { pick, randomOf } from "../../lib/support/random.ts";
import type { Kube } from "../kube.ts";
import type { Api } from "./api.ts";
import { reasonFor } from "./known/reason.ts";
import type { Mutation } from "./mutations.ts";
import { mutationsOf } from "./mutations.ts";
import type { Verdicts } from "./verdicts.ts";
import { agree, judge } from "./verdicts.ts";

const samples = new URL("samples/", import.meta.url);

/** Objects of kinds that the fleet does not render, with as many fields as fit into one. */
export function readSamples(): Manifest[] {
  return readdirSync(samples).flatMap(
    (name) => loadAll(readFileSync(new URL(name, samples), "utf8")) as Manifest[],
  );
}

/** Mutated objects, judged by Strata and by the API server; every disagreement must be a known one. */
export async function checkDifferences(
  kube: Kube,
  api: Api,
  { bases, count, seed }: { bases: readonly Manifest[]; count: number; seed: number },
): Promise<string> {
  await checkBases(kube, api, bases);
  const verdicts = await judge(kube, api, chosen(bases, count, seed));
  const different = verdicts.filter((verdict) => !agree(verdict));
  const problems = different.filter((verdict) => reasonFor(verdict) === undefined);
  if (problems.length > 0) throw new FleetError(problems.map(told));
  const refused = verdicts.filter(({ answer }) => answer.status >= 300).length;
  return `${verdicts.length} mutated objects, ${refused} of them refused by the API server; ${different.length} known differences`;
}

/** Kinds weigh the same, however many objects of them there are. */
function chosen(bases: readonly Manifest[], count: number, seed: number): Mutation[] {
  const random = randomOf(seed);
  const kinds = [...Map.groupBy(bases, ({ apiVersion, kind }) => `${apiVersion}/${kind}`).values()];
  const all = new Map<Manifest, Mutation[]>();
  return Array.from({ length: count }, () => {
    const base = pick(random, pick(random, kinds));
    const known = all.get(base) ?? mutationsOf(base);
    all.set(base, known);
    return pick(random, known);
  });
}

/** What is mutated is right before. */
async function checkBases(kube: Kube, api: Api, bases: readonly Manifest[]): Promise<void> {
  const verdicts = await judge(kube, api, bases.map(unchanged));
  const wrong = verdicts.filter(({ answer, problems }) => answer.status >= 300 || problems.length);
  if (wrong.length > 0) throw new FleetError(wrong.map(told));
}

function unchanged(base: Manifest): Mutation {
  return { base, sort: "unchanged", path: "", what: "unchanged", make: () => base };
}

function told({ mutation, answer, problems }: Verdicts): { place: string; message: string } {
  const { base, path, what } = mutation;
  const server =
    answer.status < 300 ? "the API server accepts it" : `the API server says: ${answer.message}`;
  const strata = problems.length === 0 ? "Strata accepts it" : `Strata says: ${problems[0]}`;
  return {
    place: `${titleOf(base)} ${path}`.trim(),
    message: `${what}: ${strata}; ${server}; mend lib/kubernetes/schema or scripts/import/overlay, or list it in test/e2e/validator/known/`,
  };
}
