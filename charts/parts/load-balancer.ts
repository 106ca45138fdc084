import type { Scope } from "../../lib/model/scope.ts";

/** Annotations with which a LoadBalancer Service asks for a fixed address; none where nobody gives fixed ones. */
export function addressAnnotations(scope: Scope, address: string): Record<string, string> {
  const { addresses } = scope.from("load-balancer");
  return addresses ? { [addresses.annotation]: address } : {};
}
