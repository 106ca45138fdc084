import { fieldList, fieldsIn } from "./read.ts";
import type { Fields } from "./read.ts";

/** What a Job says against itself. */
export function* jobIssues(spec: Fields, at: string): Iterable<string> {
  if (spec["completionMode"] === "Indexed" && spec["completions"] === undefined)
    if (spec["parallelism"] !== undefined)
      yield `${at}.completionMode is Indexed without completions, the number of its indexes; add it`;
  const pod = fieldsIn(fieldsIn(spec["template"])["spec"]);
  const names = ["initContainers", "containers"].flatMap((part) =>
    fieldList(pod[part]).map(({ name }) => name),
  );
  for (const [i, rule] of fieldList(fieldsIn(spec["podFailurePolicy"])["rules"]).entries()) {
    const { containerName, operator, values } = fieldsIn(rule["onExitCodes"]);
    const path = `${at}.podFailurePolicy.rules[${i}].onExitCodes`;
    if (typeof containerName === "string" && !names.includes(containerName))
      yield `${path}.containerName is "${containerName}", which the pod does not have; name one of ${names.map(String).join(", ")}`;
    if (operator === "In" && Array.isArray(values) && values.includes(0))
      yield `${path}.values has 0, with which nothing fails; leave it out`;
  }
}
