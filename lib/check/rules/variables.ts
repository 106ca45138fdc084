import { perObject } from "../../kubernetes/each.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import { variablesIn } from "../../kubernetes/variables.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Container, PodSpec, PodTemplate } from "../../order/references/pod.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Problem } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import { problemAt } from "../support/rule.ts";
import { containersOf } from "../support/workloads.ts";

/**
 * A variable that names others as `$(NAME)` stands behind them: the kubelet leaves the text of others as it is, without
 * a word.
 */
export function* variables({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, memory, pods, isMade } of index.items)
    for (const message of pods ? (isMade ? ofCharts : ofOthers)(manifest, memory) : [])
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
}

const ofCharts = perObject((manifest) => issuesOf(podTemplateOf(manifest), true));
const ofOthers = perObject((manifest) => issuesOf(podTemplateOf(manifest), false));

function issuesOf(pods: PodTemplate | undefined, isMade: boolean): string[] {
  return [...(pods ? containersOf(pods) : [])].flatMap(([path, container]) =>
    [...containerIssues(container, pods!.spec, isMade)].map((message) => `${path}.${message}`),
  );
}

function* containerIssues(container: Container, spec: PodSpec, isMade: boolean): Iterable<string> {
  const { env = [], command = [], args = [] } = container;
  const names = env.map(({ name }) => name);
  for (const [i, { name, value }] of env.entries()) {
    for (const one of namesIn(value)) {
      const place = names.indexOf(one);
      if (place >= 0 && place < i) continue;
      const found = `env[${i}].value (${name}) names $(${one}), which`;
      if (place === i) yield `${found} is itself; name another`;
      else if (place > i) yield `${found} comes after it as env[${place}]; put that one first`;
      else if (!isMade && !isGiven(one, container, spec))
        yield `${found} is no variable of the container; ${didYouMean(one, without(names, name)) ?? `add it, or write $$(${one}) to keep the text`}`;
    }
  }
  // A shell reads $(date) in its own way: only what is nearly a variable is meant as one.
  for (const [field, texts] of Object.entries({ command, args }))
    for (const [i, text] of texts.entries())
      for (const one of isMade ? [] : namesIn(text)) {
        const meant = names.includes(one) ? undefined : didYouMean(one, names);
        if (meant && !isGiven(one, container, spec))
          yield `${field}[${i}] names $(${one}), which is no variable of the container; ${meant}`;
      }
}

function without(names: readonly string[], own: string): string[] {
  return names.filter((name) => name !== own);
}

function namesIn(text: unknown): string[] {
  return typeof text === "string" ? variablesIn(text) : [];
}

/** Whether it may come from elsewhere: whole Secrets and ConfigMaps, or the Services of the namespace. */
function isGiven(name: string, { envFrom = [] }: Container, spec: PodSpec): boolean {
  const { enableServiceLinks = true } = spec as { enableServiceLinks?: boolean };
  if (envFrom.length > 0 || name.startsWith("KUBERNETES_")) return true;
  return enableServiceLinks && /_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_|$)/.test(name);
}
