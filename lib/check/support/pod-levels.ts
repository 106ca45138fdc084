import type { PodLevels } from "../../build/namespaces.ts";
import { loosest } from "../../build/namespaces.ts";
import type { Rendered } from "../../build/rendered.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { PodSecurity } from "../../model/cluster-data.ts";
import type { KindTable } from "../../order/kind-table.ts";
import { kindTableOf } from "../../order/kind-table.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Level } from "./pod-standards.ts";
import { violation } from "./pod-standards.ts";
import { isCustom } from "./unseen.ts";

/** Strictest first. */
const levels: readonly Level[] = ["restricted", "baseline"];

/** The strictest level that all pods of a component in a namespace pass, for the components of one cluster. */
export function podLevels(components: readonly Rendered[]): PodLevels {
  const kinds = kindTableOf(components);
  return (component, namespace) => {
    if (isUnseen(component, namespace)) return undefined;
    const found = component.manifests
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map((manifest) => levelOf(manifest, kinds));
    return found.includes(undefined) ? undefined : loosest(found as PodSecurity[]);
  };
}

/** What its chart makes is a guess, or pods come of no object. */
function isUnseen(component: Rendered, namespace: string): boolean {
  const { isGuessed, isUnseen: hidden, runTime } = component;
  return isGuessed || hidden || (runTime.pods !== undefined && namespace === component.namespace);
}

function levelOf(manifest: Manifest, kinds: KindTable): PodSecurity | undefined {
  const pods = podTemplateOf(manifest);
  if (pods) return levels.find((level) => !violation(pods, level)) ?? "privileged";
  if (!isCustom(manifest)) return "restricted";
  const facts = kinds.of(manifest);
  const running = facts.filter((one) => one.runsUnseen || one.pods?.(manifest).length);
  if (facts.length > 0 && running.length === 0) return "restricted";
  const known = running.flatMap(({ podSecurity }) => podSecurity ?? []);
  // A kind that nobody knows may run anything.
  return facts.length > 0 && known.length === running.length ? loosest(known) : undefined;
}
