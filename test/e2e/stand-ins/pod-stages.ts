import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** A pod that carries it may become ready; who holds pods back does not set it. */
export const readyAnnotation = "stand-in.test/may-start";

/** kwok's stage that makes a pod ready, for pods that may start. `file` is kwok's own. */
export function heldPodReady(file: string): object {
  return held(file, readyAnnotation);
}

function held(file: string, annotation: string): object {
  const stage = load(readFileSync(file, "utf8")) as {
    spec: { selector: { matchExpressions: object[] } };
  };
  const key = `.metadata.annotations["${annotation}"]`;
  stage.spec.selector.matchExpressions.push({ key, operator: "Exists" });
  return stage;
}

/** A node that carries it has a network: it is ready. */
export const networkAnnotation = "stand-in.test/has-network";

/** kwok's stage that makes a node ready, for nodes that have a network. `file` is kwok's own. */
export function heldNodeReady(file: string): object {
  return held(file, networkAnnotation);
}
