import { settlingIn } from "../../../lib/check/rules/settling.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { groupOf, titleOf } from "../../../lib/kubernetes/manifest.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Problem } from "../../../lib/problem.ts";
import { pick, randomOf } from "../../lib/support/random.ts";
import { fleetOf, problemsOf } from "../../support/fleet.ts";
import type { Kube, KubeObject } from "../kube.ts";
import { Api, installDefinitions } from "../validator/api.ts";
import { atOnce } from "../validator/at-once.ts";
import { readSamples } from "../validator/differential.ts";
import { readDist } from "../validator/dist.ts";
import { mutationsOf } from "../validator/mutations.ts";
import { schemaProblems } from "../validator/strata.ts";
import { until } from "../wait.ts";
import type { Case } from "./cases.ts";
import { cases } from "./cases.ts";

/** As Argo CD applies, and as it asks what the server would make of an object (`ServerSideDiff=true`). */
const asArgo = "fieldManager=argocd-controller&force=true&fieldValidation=Strict";

/** An object that was applied, and where it is. */
interface Applied {
  readonly object: Manifest;
  readonly what: string;
  readonly path: string;
  /** What Strata says of it. */
  readonly told: readonly string[];
  readonly isInjected?: true;
  readonly isSlow?: true;
}

/**
 * Applies objects, lets the controllers do what they do, and holds what is there against what the API server would make of
 * the same object now, twice: what differs both times never settles, and Strata must tell; of all else it must not.
 */
export async function compare(
  kube: Kube,
  { count, seed, say }: { count: number; seed: number; say: (line: string) => void },
): Promise<void> {
  const bases = [...readDist().map(({ object }) => object), ...readSamples()].map(inDefault);
  await installDefinitions(kube, bases);
  const api = new Api(kube);
  // It comes before any Secret of it.
  await until(
    "the account of namespace default",
    async () => {
      const path = "/api/v1/namespaces/default/serviceaccounts/default";
      return (await kube.get(path)) !== undefined;
    },
    60,
  );
  const seeded = seededOf(bases, randomOf(seed), count);
  const applied = [...(await applyCases(kube, api)), ...(await applyAll(kube, api, seeded))];
  const found = await Promise.all(applied.map((one) => isRestless(kube, one)));
  const restless = new Set(applied.filter((_, i) => found[i]));
  const problems = applied.flatMap((one) => problemOf(one, restless.has(one)));
  if (problems.length > 0) throw new FleetError(problems);
  say(
    `${applied.length} objects of ${new Set(applied.map(({ object }) => object.kind)).size} kinds: ${restless.size} never settle, and Strata says so of them and of no other`,
  );
}

/** For controllers of a busy computer. */
const patienceSeconds = 12;
/** Some look once a minute. */
const longestSeconds = 100;

/** Whether it differs, is applied again, and differs again. Where Strata says so, as long as it takes is waited for that. */
async function isRestless(kube: Kube, one: Applied): Promise<boolean> {
  const isTold = one.told.length > 0;
  if (!(await differsIn(kube, one, isTold ? longestSeconds : patienceSeconds, isTold)))
    return false;
  if (one.isSlow) return true;
  await apply(kube, one);
  return differsIn(kube, one, isTold ? longestSeconds : patienceSeconds, isTold);
}

/** Whether it differs when the time is over, or as soon as it does with `isFound`. */
async function differsIn(
  kube: Kube,
  one: Applied,
  seconds: number,
  isFound: boolean,
): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (isFound && (await differs(kube, one))) return true;
  }
  return differs(kube, one);
}

function problemOf({ object, what, told }: Applied, isFighting: boolean): Problem[] {
  if (isFighting === told.length > 0) return [];
  const server = isFighting ? "it never settles" : "it settles";
  const strata = told[0] ?? "Strata says nothing";
  const message = `${what}: ${server}, but ${strata}; mend lib/check/rules/settling.ts`;
  return [{ place: titleOf(object), message }];
}

/** Other kinds change what becomes of the objects beside them. */
const disturbing =
  /^(?:APIService|LimitRange|Namespace|ResourceQuota|(?:Validating|Mutating)AdmissionPolicyBinding)$/;
/** Of the server itself: each has cases of its own, or is refused by a rule of its own. */
const serverFields =
  /^metadata\.(?:uid|selfLink|generation|resourceVersion|managedFields|deletion\w+|creationTimestamp|generateName|name)\b/;

/** Of a Job that has time to go, and of a role that sums up nothing yet. */
const later = /ttlSecondsAfterFinished|aggregationRule/;

/** Everything as it is, and seeded changes that Strata and the server both take. */
function* seededOf(
  bases: readonly Manifest[],
  random: () => number,
  count: number,
): Iterable<readonly [object: Manifest, what: string]> {
  const quiet = bases.filter(({ kind }) => !disturbing.test(kind));
  for (const base of quiet)
    if (!settlingIn(base).some((message) => later.test(message))) yield [base, "as it is"];
  const kinds = [
    ...Map.groupBy(quiet, ({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}`).values(),
  ];
  for (let i = 0; i < count; i++) {
    const mutation = pick(random, mutationsOf(pick(random, pick(random, kinds))));
    if (serverFields.test(mutation.path)) continue;
    const object = mutation.make();
    if (settlingIn(object).some((message) => later.test(message))) continue;
    if (schemaProblems(object).length === 0) yield [object, `${mutation.path} ${mutation.what}`];
  }
}

async function applyCases(kube: Kube, api: Api): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (const one of cases) {
    const [object, ...beside] = one.objects;
    for (const other of beside) await apply(kube, await placed(api, other, one.what));
    const first = {
      ...(await placed(api, object!, one.what)),
      told: toldOf(one),
      isInjected: one.isInjected,
      isSlow: one.isSlow,
    };
    if (await apply(kube, first)) applied.push(first);
    else
      throw new FleetError([
        {
          place: titleOf(object!),
          message: `${one.what}: the API server refuses it at once; change the case`,
        },
      ]);
  }
  return applied;
}

/** What all rules say, in a fleet that has nothing else. */
function toldOf({ objects }: Case): string[] {
  return problemsOf(fleetOf({ objects })).filter((line) => !unrelated.test(line));
}

/** What such small objects lack beside what the case is about. */
const unrelated =
  /asks for nothing|no Service|has no requests|selects|nothing in this cluster measures|CPU or memory|utilisation|never becomes|is bound only|carries its value/;

async function applyAll(
  kube: Kube,
  api: Api,
  seeded: Iterable<readonly [Manifest, string]>,
): Promise<Applied[]> {
  let number = 0;
  return atOnce(seeded, async ([object, what]) => {
    const one = await placed(api, named(object, number++), what);
    return (await apply(kube, one)) ? one : undefined;
  });
}

/** Named as no other: what is deleted takes its time, and what is the same object twice says nothing. */
function named(object: Manifest, number: number): Manifest {
  const copy = structuredClone(object) as { metadata: { name: string }; spec?: Named };
  if (object.kind === "CustomResourceDefinition" && copy.spec?.names) {
    copy.spec.group = `s${number}.example`;
    copy.metadata.name = `${copy.spec.names.plural}.${copy.spec.group}`;
  } else copy.metadata.name = `${object.metadata.name.slice(0, 40)}-s${number}`;
  return copy as unknown as Manifest;
}

interface Named {
  group?: string;
  readonly names?: { readonly plural: string };
}

async function placed(api: Api, object: Manifest, what: string): Promise<Applied> {
  const path = `${await api.collectionOf(object)}/${object.metadata.name}`;
  return { object, what, path, told: settlingIn(object) };
}

/** Says whether the server took it. */
async function apply(kube: Kube, { object, path, isInjected }: Applied): Promise<boolean> {
  const { status } = await kube.ask("PATCH", `${path}?${asArgo}`, object);
  if (isInjected) await inject(kube, path);
  return status < 300;
}

/** What writes certificates into objects is no part of Kubernetes. */
async function inject(kube: Kube, path: string): Promise<void> {
  const live = (await kube.get(path))!;
  const caBundle = Buffer.from("-----BEGIN CERTIFICATE-----\n").toString("base64");
  for (const one of live["webhooks"] as { clientConfig: object }[])
    one.clientConfig = { ...one.clientConfig, caBundle };
  await kube.ask("PUT", `${path}?fieldManager=injector`, live);
}

async function differs(kube: Kube, { object, path }: Applied): Promise<boolean> {
  const [live, dry] = [
    await kube.get(path),
    await kube.ask("PATCH", `${path}?${asArgo}&dryRun=All`, object),
  ];
  if (!live || !dry.object) return true;
  return canonical(compared(live)) !== canonical(compared(dry.object));
}

/** What Argo CD does not compare: a status, and what the server counts. */
const notCompared = new Set([
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
]);

function compared({ metadata, ...rest }: KubeObject): object {
  const left = Object.entries(metadata).filter(([key]) => !notCompared.has(key));
  return { ...rest, status: undefined, metadata: Object.fromEntries(left) };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${fields
    .map(([key, one]) => `${key}:${canonical(one)}`)
    .toSorted()
    .join()}}`;
}

/** One namespace for all, so that none has to be made that is itself an object of the test. */
function inDefault(object: Manifest): Manifest {
  if (object.metadata.namespace === undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace: "default" } };
}
