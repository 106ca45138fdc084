import type { Kube } from "../kube.ts";
import { Api, installDefinitions } from "./api.ts";
import { checkDifferences, readSamples } from "./differential.ts";
import { checkDist, readDist } from "./dist.ts";
import { checkStandards } from "./standards.ts";
import { checkTransitions } from "./transitions/run.ts";

/** So many of a run, or what STRATA_MUTATIONS and STRATA_TRANSITIONS say. */
const mutations = Number(process.env["STRATA_MUTATIONS"] || 4000);
const transitions = Number(process.env["STRATA_TRANSITIONS"] || 1000);

/** The validator held against an API server that is otherwise empty: all of dist/, and thousands of slips. */
export async function run(kube: Kube, say: (line: string) => void, seed: number): Promise<void> {
  const rendered = readDist();
  const bases = [...rendered.map(({ object }) => object), ...readSamples()].map(inDefault);
  await installDefinitions(kube, bases);
  const api = new Api(kube);
  await giveDefaultAccount(kube);
  say(await checkDifferences(kube, api, { bases, count: mutations, seed }));
  say(await checkTransitions(kube, api, { bases, count: transitions, seed }));
  say(await checkStandards(kube, Math.ceil(mutations / 8), seed));
  const finalizers = await checkDist(kube, api, rendered);
  say(
    `${rendered.length} objects of dist/: no error, no warning but ${finalizers} of the names of Argo CD's own finalizers`,
  );
}

/** One namespace for all, so that none has to be made that is itself an object of the test. */
export function inDefault<Object extends { readonly metadata: { readonly namespace?: string } }>(
  object: Object,
): Object {
  if (object.metadata.namespace === undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace: "default" } };
}

/** What a controller would do; without it no Pod is admitted. */
export async function giveDefaultAccount(kube: Kube): Promise<void> {
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
  const path = "/api/v1/namespaces/default/serviceaccounts/default?fieldManager=e2e";
  await kube.ask("PATCH", path, account);
}
