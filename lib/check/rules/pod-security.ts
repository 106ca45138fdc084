import type { PodSecurity } from "../../model/cluster-data.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Container, PodSpec } from "../../order/references/pod.ts";
import { listed, problemAt } from "../support/rule.ts";

interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

interface SecuredContainer extends Container {
  readonly securityContext?: SecurityContext;
}

interface SecuredPodSpec extends PodSpec {
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: SecurityContext;
}

type Level = Exclude<PodSecurity, "privileged">;

const label = "pod-security.kubernetes.io/enforce";

/** Pods keep to the Pod Security level of their namespace: the API server makes none of the others. */
export function* podSecurity({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  const levels = new Map<string, string>();
  for (const { manifests } of components) {
    for (const { kind, metadata } of manifests) {
      const level = kind === "Namespace" ? metadata.labels?.[label] : undefined;
      if (level !== undefined && level !== "privileged") levels.set(metadata.name, level);
    }
  }
  if (levels.size === 0) return;
  for (const { manifest, component, pods } of index.items) {
    const level = pods && levels.get(manifest?.metadata.namespace ?? "");
    const found = level && violation(pods.spec, level as Level);
    if (!found) continue;
    const { namespace } = manifest.metadata;
    const [field, todo] = found;
    yield problemAt(
      cluster,
      component.name,
      `${titleOf(manifest)} ${pods.field}.${field}, which level ${level} of namespace ${namespace} refuses; ${todo}`,
    );
  }
}

/** The first thing that a level refuses, and what to do; undefined for pods that keep to it. */
function violation(
  spec: SecuredPodSpec,
  level: Level,
): readonly [found: string, todo: string] | undefined {
  for (const field of ["hostNetwork", "hostPID", "hostIPC"] as const)
    if (spec[field]) return [`${field} is true`, `drop it or place it in a privileged namespace`];
  for (const [i, volume] of (spec.volumes ?? []).entries()) {
    if ("hostPath" in volume)
      return [`volumes[${i}] is a hostPath`, "use a claim or a privileged namespace"];
    const kind = Object.keys(volume).find((key) => key !== "name") ?? "emptyDir";
    if (level === "restricted" && !restrictedVolumes.has(kind))
      return [`volumes[${i}] is of type ${kind}`, "use a claim or a looser namespace"];
  }
  for (const part of ["initContainers", "containers"] as const) {
    for (const [i, container] of (spec[part] ?? []).entries()) {
      const found =
        baselineIssue(container) ??
        (level === "restricted" ? restrictedIssue(container, spec) : undefined);
      if (found) return [`${part}[${i}].${found[0]}`, found[1]];
    }
  }
  return undefined;
}

const restrictedVolumes = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

const baselineCapabilities = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

function baselineIssue({
  securityContext,
  ports,
}: SecuredContainer): readonly [string, string] | undefined {
  if (securityContext?.privileged)
    return ["securityContext.privileged is true", "drop it or use a privileged namespace"];
  const added = securityContext?.capabilities?.add?.filter(
    (name) => !baselineCapabilities.has(name),
  );
  if (added?.length)
    return [
      `securityContext.capabilities.add has ${listed(added)}`,
      "drop it or use a privileged namespace",
    ];
  const port = ports?.find((one) => (one as { hostPort?: number }).hostPort);
  return port && [`ports has a hostPort`, "use a Service or a privileged namespace"];
}

function restrictedIssue(
  { securityContext: own = {} }: SecuredContainer,
  { securityContext: pod = {} }: SecuredPodSpec,
): readonly [string, string] | undefined {
  const { allowPrivilegeEscalation, capabilities = {} } = own;
  const seccomp = (own.seccompProfile ?? pod.seccompProfile)?.type;
  const user = own.runAsUser ?? pod.runAsUser;
  const at = "securityContext";
  if (allowPrivilegeEscalation !== false)
    return [`${at}.allowPrivilegeEscalation is not false`, "set it to false"];
  if (!capabilities.drop?.includes("ALL"))
    return [`${at}.capabilities.drop lacks ALL`, 'set it to ["ALL"]'];
  const added = capabilities.add?.filter((name) => name !== "NET_BIND_SERVICE") ?? [];
  if (added.length > 0)
    return [`${at}.capabilities.add has ${listed(added)}`, "drop it or use a looser namespace"];
  if ((own.runAsNonRoot ?? pod.runAsNonRoot) !== true)
    return [`${at}.runAsNonRoot is not true`, "set it to true for the pod"];
  if (user === 0) return [`${at}.runAsUser is 0`, "use another user"];
  return seccomp === "RuntimeDefault" || seccomp === "Localhost"
    ? undefined
    : [`${at}.seccompProfile is not RuntimeDefault`, "set it for the pod"];
}
