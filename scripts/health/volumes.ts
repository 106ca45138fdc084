import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Claim, Volume } from "../kube/objects.ts";
import { placeOf } from "../kube/objects.ts";
import type { Finding, Section } from "./finding.ts";

/** Claims have their volume, and volumes their claim. */
export function volumeSection(
  claims: readonly Claim[],
  volumes: readonly Volume[],
  kubectl: Kubectl,
): Section {
  const findings = [
    ...claims.flatMap((claim) => claimFinding(claim, kubectl) ?? []),
    ...volumes.flatMap((volume) => volumeFinding(volume, kubectl) ?? []),
  ];
  const looked = `${plural(claims.length, "claim")}, ${plural(volumes.length, "volume")}`;
  return { title: "volumes", looked, findings };
}

function claimFinding(claim: Claim, kubectl: Kubectl): Finding | undefined {
  const phase = claim.status?.phase;
  if (phase === "Bound") return undefined;
  const { name, namespace = "" } = claim.metadata;
  const { storageClassName: storage = "none", volumeName } = claim.spec;
  const lost = `lost its volume ${volumeName}: its data is out of reach`;
  const message = phase === "Lost" ? lost : `waits for a volume of class ${storage}`;
  const next = kubectl.line("--namespace", namespace, "describe", "pvc", name);
  return { level: "error", subject: `PersistentVolumeClaim ${placeOf(claim)}`, message, next };
}

function volumeFinding(volume: Volume, kubectl: Kubectl): Finding | undefined {
  const { phase, message: why } = volume.status ?? {};
  const { claimRef } = volume.spec;
  const subject = `PersistentVolume ${volume.metadata.name}`;
  const next = kubectl.line("describe", "pv", volume.metadata.name);
  if (phase === "Failed") return { level: "error", subject, message: `failed: ${why ?? ""}`, next };
  if (phase !== "Released") return undefined;
  const message = `is kept, its claim ${claimRef?.namespace}/${claimRef?.name} is gone`;
  return { level: "warning", subject, message, next };
}
