import type { Answer, Kube } from "../kube.ts";
import type { Api } from "./api.ts";
import { atOnce } from "./at-once.ts";
import type { Mutation } from "./mutations.ts";
import { newProblems, schemaProblems } from "./strata.ts";

/** What both sides say of one mutated object. */
export interface Verdicts {
  readonly mutation: Mutation;
  /** Lines of Strata; none where it accepts. */
  readonly problems: readonly string[];
  readonly answer: Answer;
}

const dryRun = "dryRun=All&fieldValidation=Strict&fieldManager=e2e";
/** Creates each object in a dry run, and asks Strata for its opinion. */
export function judge(kube: Kube, api: Api, mutations: readonly Mutation[]): Promise<Verdicts[]> {
  return atOnce(mutations, async (mutation) => {
    const object = mutation.make();
    const collection = (await api.collectionOf(object))!;
    const answer = await kube.ask("POST", `${collection}?${dryRun}`, object);
    return { mutation, answer, problems: strataSays(mutation, answer.status < 300) };
  });
}

export function agree({ answer, problems }: Verdicts): boolean {
  return answer.status < 300 === (problems.length === 0);
}

/** Schemas are asked always; the other rules, which want a fleet around the object, where only they can know. */
function strataSays(mutation: Mutation, isAccepted: boolean): readonly string[] {
  const object = mutation.make();
  const problems = schemaProblems(object);
  if (isAccepted || problems.length > 0) return problems;
  return newProblems(mutation.base, object);
}
