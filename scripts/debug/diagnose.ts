import type { Cause, Rule } from "./cause.ts";
import { comparison } from "./comparison.ts";
import type { Facts } from "./facts.ts";
import { hookHangs, noHealthCheck, syncRefused, wokenTooLate } from "./operation.ts";
import { pinLost } from "./pins.ts";
import { addressMissing, certificateNotReady, claimPending, wrongName } from "./surroundings.ts";
import { drift, notThere, unhealthy, waveBlocked } from "./waves.ts";
import { podBroken, secretMissing, statefulSetBlocked } from "./workloads.ts";

/** What stands first explains what stands after it. */
const rules: readonly Rule[] = [
  notThere,
  comparison,
  pinLost,
  hookHangs,
  syncRefused,
  statefulSetBlocked,
  secretMissing,
  claimPending,
  podBroken,
  addressMissing,
  certificateNotReady,
  wokenTooLate,
  waveBlocked,
  drift,
  unhealthy,
  wrongName,
  noHealthCheck,
];

/** What may be the cause, the likeliest first. */
export function diagnose(facts: Facts): readonly Cause[] {
  const causes = rules.flatMap((rule) => rule(facts) ?? []);
  // An unhealthy verdict has its cause among the others, where one was found.
  return causes.length > 1 ? causes.filter((cause) => !isVerdict(cause)) : causes;
}

function isVerdict({ message }: Cause): boolean {
  return message.startsWith("Argo CD calls it");
}
