import { fieldList, fieldsIn } from "./read.ts";
import type { Fields } from "./read.ts";

/** What a Job says against itself. */
export function* jobIssues(spec: Fields, at: string): Iterable<string> {
  const isCounted = spec["completions"] !== undefined;
  if (spec["completionMode"] === "Indexed" && !isCounted && !isPreset(spec, at))
    yield `${at}.completionMode is Indexed without completions, the number of its indexes; add it`;
  const pod = fieldsIn(fieldsIn(spec["template"])["spec"]);
  if (spec["podFailurePolicy"] !== undefined && pod["restartPolicy"] === "OnFailure")
    yield `${at}.template.spec.restartPolicy is OnFailure beside podFailurePolicy, which judges pods that ended; make it Never`;
  const names = ["initContainers", "containers"].flatMap((part) =>
    fieldList(pod[part]).map(({ name }) => name),
  );
  for (const [i, rule] of fieldList(fieldsIn(spec["podFailurePolicy"])["rules"]).entries()) {
    if (rule["action"] === "FailIndex" && spec["backoffLimitPerIndex"] === undefined)
      yield `${at}.podFailurePolicy.rules[${i}].action is FailIndex without backoffLimitPerIndex; add it`;
    const { containerName, operator, values } = fieldsIn(rule["onExitCodes"]);
    const path = `${at}.podFailurePolicy.rules[${i}].onExitCodes`;
    if (typeof containerName === "string" && !names.includes(containerName))
      yield `${path}.containerName is "${containerName}", which the pod does not have; name one of ${names.map(String).join(", ")}`;
    if (operator === "In" && Array.isArray(values) && values.includes(0))
      yield `${path}.values has 0, with which nothing fails; leave it out`;
  }
}

/** A Job of its own, and no template of one, has one index where it says nothing of how many run. */
function isPreset({ parallelism }: Fields, at: string): boolean {
  return at === "spec" && parallelism === undefined;
}
