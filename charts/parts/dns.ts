import type { AskedRecord } from "../../lib/model/capability.ts";
import type { Scope } from "../../lib/model/scope.ts";

/** Annotations that ask the cluster's DNS for a record; none where nobody writes records. */
export function recordAnnotations(scope: Scope, record: AskedRecord): Record<string, string> {
  return scope.has("dns") ? { ...scope.from("dns").annotations(record) } : {};
}
