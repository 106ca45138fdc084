import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Certificate } from "../kube/objects.ts";
import { conditionOf, placeOf } from "../kube/objects.ts";
import { secondsSince, span } from "../kube/time.ts";
import type { Finding, Section } from "./finding.ts";

/** cert-manager renews when a third of the time is left, 30 days of 90: with less than this it has failed for long. */
const soonSeconds = 14 * 86_400;

export function certificateSection(
  certificates: readonly Certificate[],
  kubectl: Kubectl,
  now: Date,
): Section {
  const findings = certificates.flatMap((one) => certificateFinding(one, kubectl, now) ?? []);
  return { title: "certificates", looked: plural(certificates.length, "certificate"), findings };
}

function certificateFinding(
  certificate: Certificate,
  kubectl: Kubectl,
  now: Date,
): Finding | undefined {
  const { name, namespace = "" } = certificate.metadata;
  const subject = `Certificate ${placeOf(certificate)}`;
  const next = kubectl.line("--namespace", namespace, "describe", "certificate", name);
  const { notAfter, conditions } = certificate.status ?? {};
  const left = notAfter === undefined ? undefined : -secondsSince(notAfter, now);
  if (left !== undefined && left <= 0)
    return { level: "error", subject, message: `expired ${span(-left)} ago`, next };
  const ready = conditionOf(conditions, "Ready");
  if (ready?.status !== "True") {
    const message = `is not ready: ${ready?.message ?? "cert-manager has not looked at it yet"}`;
    return { level: "error", subject, message, next };
  }
  if (left === undefined || left > soonSeconds) return undefined;
  const message = `expires in ${span(left)} and was not renewed`;
  return { level: "warning", subject, message, next };
}
