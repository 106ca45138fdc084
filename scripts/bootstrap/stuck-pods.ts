import type { Pod } from "../kube/objects.ts";
import { placeOf } from "../kube/objects.ts";
import { troubleOf } from "../kube/pod-trouble.ts";
import { firstOf } from "../tell/few.ts";
import type { Kubectl } from "../kube/kubectl.ts";

/** More of them have the same cause, mostly. */
const enough = 3;

/** For a message that says what is waited for: pods that do not become ready, each with why; none when nobody answers. */
export async function stuckPods(
  kubectl: Kubectl,
  isAsked: (pod: Pod) => boolean = () => true,
): Promise<string[]> {
  const { exitCode, stdout } = await kubectl.try(["get", "pods", "-A", "--output=json"]);
  if (exitCode !== 0) return [];
  const now = new Date();
  const lines = (JSON.parse(stdout) as { items: Pod[] }).items.filter(isAsked).flatMap((pod) => {
    const trouble = troubleOf(pod, now);
    return trouble === undefined ? [] : [`Pod ${placeOf(pod)} ${trouble}`];
  });
  return firstOf(lines, enough);
}
