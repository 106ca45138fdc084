import { podReferences, podTemplateOf, isWorkload } from "../../order/references/pod.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { Finding } from "../support/finding.ts";
import type { Pair } from "../support/state.ts";
import { objectsOf } from "../support/state.ts";
import { fewOf } from "../support/words.ts";

/** Secrets that nobody makes any more, or somebody else. */
export function* secrets(pair: Pair): Iterable<Finding> {
  const { before, after, cluster } = pair;
  if (!before.facts || !after.facts) return;
  for (const [id, maker] of Object.entries(before.facts.secrets)) {
    const next = after.facts.secrets[id];
    if (next === maker) continue;
    const place = {
      place: cluster,
      path: `dist/${cluster}/review.yaml`,
      topic: "secrets",
    } as const;
    if (next !== undefined)
      yield {
        ...place,
        rule: "secret-made-otherwise",
        level: "warning",
        message: `Secret "${id}" is made by ${next} instead of ${maker}: its value changes, unless both have the same`,
        todo: "give the new one the old value first, where what reads it has stored it",
      };
    else yield { ...place, ...goneSecret(pair, id, maker) };
  }
}

function goneSecret(
  { after }: Pair,
  id: string,
  maker: string,
): Pick<Finding, "rule" | "level" | "message" | "todo"> {
  const readers = objectsOf(after, isWorkload).flatMap(({ manifest }) => {
    const pods = podTemplateOf(manifest);
    const { namespace = "" } = manifest.metadata;
    const named = pods ? podReferences(pods, namespace) : [];
    return named.some(
      ({ kind, name, optional }) => kind === "Secret" && !optional && `${namespace}/${name}` === id,
    )
      ? [titleOf(manifest)]
      : [];
  });
  const message = `Secret "${id}" is made by nobody any more; ${maker} made it`;
  return readers.length > 0
    ? {
        rule: "secret-gone",
        level: "warning",
        message: `${message}, and ${fewOf(readers, ", ", 3)} still read${readers.length === 1 ? "s" : ""} it`,
        todo: "have it made again, or take it out of what reads it: pods that start anew do not come up",
      }
    : {
        rule: "secret-gone",
        level: "warning",
        message: `${message}, and no pod in git reads it`,
        todo: "keep its value where something else needs it: with a sealed or external one the Secret goes too",
      };
}
