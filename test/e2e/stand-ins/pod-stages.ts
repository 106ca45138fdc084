import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** A pod that carries it may become ready; who holds pods back does not set it. */
export const readyAnnotation = "stand-in.test/may-start";

/** kwok's stage that makes a pod ready, for pods that may start. `file` is kwok's own. */
export function heldPodReady(file: string): object {
  const stage = load(readFileSync(file, "utf8")) as {
    spec: { selector: { matchExpressions: object[] } };
  };
  const key = `.metadata.annotations["${readyAnnotation}"]`;
  stage.spec.selector.matchExpressions.push({ key, operator: "Exists" });
  return stage;
}
