import {
  baselineCapabilities,
  containerTypes,
  restrictedCapabilities,
  restrictedVolumes,
  safeSysctls,
} from "../../kubernetes/pod-security.ts";
import type { PodSecurity } from "../../model/cluster-data.ts";
import type { Container, PodSpec, PodTemplate } from "../../order/references/pod.ts";
import { listed } from "./rule.ts";

/** Those that refuse something. */
export type Level = Exclude<PodSecurity, "privileged">;

/** What a pod and a container both can say. */
interface CommonContext {
  readonly appArmorProfile?: { readonly type?: string };
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seLinuxOptions?: Readonly<Partial<Record<"type" | "user" | "role", string>>>;
  readonly seccompProfile?: { readonly type?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

interface PodContext extends CommonContext {
  readonly sysctls?: readonly { readonly name: string }[];
}

interface ContainerContext extends CommonContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

interface SecuredContainer extends Container {
  readonly securityContext?: ContainerContext;
  readonly livenessProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly startupProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
}

interface SecuredPodSpec extends PodSpec {
  readonly hostUsers?: boolean;
  readonly os?: { readonly name?: string };
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: PodContext;
}

/** The field with what it has, and what to do. */
type Violation = readonly [found: string, todo: string];

const at = "securityContext";
const elsewhere = "drop it or use a privileged namespace";

/**
 * The first thing that a level of the Pod Security Standards refuses, as Kubernetes `1.<minor>` reads them, or any; undefined for
 * pods that keep to it.
 */
export function violation(
  { spec, annotations }: Pick<PodTemplate, "spec" | "annotations">,
  level: Level,
  minor = 0,
): Violation | undefined {
  const pod: SecuredPodSpec = spec;
  const isRestricted = level === "restricted";
  // Root of a user namespace is nobody on the node.
  const isMapped = pod.hostUsers === false && minor >= 35;
  const own =
    hostIssue(pod) ??
    volumeIssue(pod, level) ??
    sysctlIssue(pod) ??
    commonIssue(pod.securityContext) ??
    annotationIssue(annotations) ??
    (isRestricted && !isMapped ? podRestrictedIssue(pod) : undefined);
  if (own) return own;
  for (const part of ["initContainers", "containers"] as const) {
    for (const [i, container] of listOf(pod[part]).entries()) {
      const found =
        containerIssue(container, isMapped && !isRestricted) ??
        (isRestricted ? restrictedIssue(container, pod, isMapped) : undefined);
      if (found) return [`${part}[${i}].${found[0]}`, found[1]];
    }
  }
  return undefined;
}

/** What is no list its schema tells. */
function listOf<Item>(items: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(items) ? items : [];
}

const appArmor = "container.apparmor.security.beta.kubernetes.io/";

/** As AppArmor was asked for before there was a field. */
function annotationIssue(annotations: PodTemplate["annotations"] = {}): Violation | undefined {
  const found = Object.entries(annotations).find(
    ([key, value]) =>
      key.startsWith(appArmor) && !/^(?:runtime\/default$|localhost\/|$)/.test(value),
  );
  return found && [`annotation ${found[0]} is ${found[1]}`, elsewhere];
}

function hostIssue(spec: SecuredPodSpec): Violation | undefined {
  for (const field of ["hostNetwork", "hostPID", "hostIPC"] as const)
    if (spec[field]) return [`${field} is true`, `drop it or place it in a privileged namespace`];
  return undefined;
}

function volumeIssue({ volumes }: PodSpec, level: Level): Violation | undefined {
  for (const [i, volume] of listOf(volumes).entries()) {
    if ("hostPath" in volume)
      return [`volumes[${i}] is a hostPath`, "use a claim or a privileged namespace"];
    const kind = Object.keys(volume).find((key) => key !== "name") ?? "emptyDir";
    if (level === "restricted" && !restrictedVolumes.has(kind))
      return [`volumes[${i}] is of type ${kind}`, "use a claim or a looser namespace"];
  }
  return undefined;
}

function sysctlIssue({
  securityContext: { sysctls = [] } = {},
}: SecuredPodSpec): Violation | undefined {
  const i = sysctls.findIndex(({ name }) => !safeSysctls.has(name));
  return i < 0 ? undefined : [`${at}.sysctls[${i}] is ${sysctls[i]!.name}`, elsewhere];
}

/** What `baseline` refuses of a pod and of a container alike. */
function commonIssue(context: CommonContext = {}): Violation | undefined {
  const { appArmorProfile, seLinuxOptions = {}, seccompProfile, windowsOptions } = context;
  if (windowsOptions?.hostProcess) return [`${at}.windowsOptions.hostProcess is true`, elsewhere];
  for (const [name, profile] of Object.entries({ appArmorProfile, seccompProfile }))
    if (profile?.type === "Unconfined")
      return [`${at}.${name} is Unconfined`, "use RuntimeDefault or a privileged namespace"];
  if (!containerTypes.has(seLinuxOptions.type ?? ""))
    return [`${at}.seLinuxOptions.type is ${seLinuxOptions.type}`, elsewhere];
  for (const name of ["user", "role"] as const)
    if (seLinuxOptions[name])
      return [`${at}.seLinuxOptions.${name} is ${seLinuxOptions[name]}`, elsewhere];
  return undefined;
}

function containerIssue(container: SecuredContainer, isMapped: boolean): Violation | undefined {
  const { securityContext = {}, ports } = container;
  const { privileged, capabilities, procMount } = securityContext;
  if (privileged) return [`${at}.privileged is true`, elsewhere];
  const added = beyond(capabilities?.add, baselineCapabilities);
  if (added.length > 0) return [`${at}.capabilities.add has ${listed(added)}`, elsewhere];
  if (procMount !== undefined && procMount !== "Default" && !isMapped)
    return [`${at}.procMount is ${procMount}`, elsewhere];
  const port = ports?.find((one) => (one as { hostPort?: number }).hostPort);
  if (port) return [`ports has a hostPort`, "use a Service or a privileged namespace"];
  return commonIssue(securityContext) ?? handlerIssue(container);
}

/** A probe of another host would let the kubelet knock at doors of the network. */
function handlerIssue(container: SecuredContainer): Violation | undefined {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle = {} } = container;
  const handlers = {
    livenessProbe,
    readinessProbe,
    startupProbe,
    "lifecycle.postStart": lifecycle.postStart,
    "lifecycle.preStop": lifecycle.preStop,
  };
  for (const [field, handler] of Object.entries(handlers))
    for (const kind of ["httpGet", "tcpSocket"] as const) {
      const host = handler?.[kind]?.host;
      if (host) return [`${field}.${kind}.host is ${host}`, "drop it: the pod itself is asked"];
    }
  return undefined;
}

function podRestrictedIssue({ securityContext = {} }: SecuredPodSpec): Violation | undefined {
  const { runAsNonRoot, runAsUser } = securityContext;
  if (runAsNonRoot === false) return [`${at}.runAsNonRoot is false`, "set it to true for the pod"];
  return runAsUser === 0 ? [`${at}.runAsUser is 0`, "use another user"] : undefined;
}

function restrictedIssue(
  { securityContext: own = {} }: SecuredContainer,
  { os, securityContext: pod = {} }: SecuredPodSpec,
  isMapped: boolean,
): Violation | undefined {
  return (
    (os?.name === "windows" ? undefined : linuxIssue(own, pod)) ??
    (isMapped ? undefined : userIssue(own, pod))
  );
}

function userIssue(own: ContainerContext, pod: PodContext): Violation | undefined {
  if ((own.runAsNonRoot ?? pod.runAsNonRoot) !== true)
    return [`${at}.runAsNonRoot is not true`, "set it to true for the pod"];
  return own.runAsUser === 0 ? [`${at}.runAsUser is 0`, "use another user"] : undefined;
}

function linuxIssue(own: ContainerContext, pod: PodContext): Violation | undefined {
  const { allowPrivilegeEscalation, capabilities = {} } = own;
  const seccomp = (own.seccompProfile ?? pod.seccompProfile)?.type;
  if (allowPrivilegeEscalation !== false)
    return [`${at}.allowPrivilegeEscalation is not false`, "set it to false"];
  if (!capabilities.drop?.includes("ALL"))
    return [`${at}.capabilities.drop lacks ALL`, 'set it to ["ALL"]'];
  const added = beyond(capabilities.add, restrictedCapabilities);
  if (added.length > 0)
    return [`${at}.capabilities.add has ${listed(added)}`, "drop it or use a looser namespace"];
  return seccomp === "RuntimeDefault" || seccomp === "Localhost"
    ? undefined
    : [`${at}.seccompProfile is not RuntimeDefault`, "set it for the pod"];
}

function beyond(added: readonly string[] = [], allowed: ReadonlySet<string>): string[] {
  return added.filter((name) => !allowed.has(name));
}
