import type {
  Affinity,
  Container,
  PodSecurityContext,
  PodSpec,
  PodTemplateSpec,
  TopologySpreadConstraint,
} from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { pullSecretsOf } from "../pull-secrets.ts";
import { container, small, usual } from "./container.ts";
import { containersOf, fileAnnotations } from "./files.ts";
import type { HealthOptions } from "./health-options.ts";
import type { Labels, PodOptions, Scheduling, Sidecar } from "./options.ts";
import { selectorOf } from "./options.ts";
import type { Listening } from "./port-options.ts";
import { takeLevel, takePrivileges } from "./privileges.ts";
import { appMounts, besideMounts, volumesOf } from "./volumes.ts";

/** The pods of an app or a job, within level `restricted` as far as nothing else is asked for. */
export function podTemplate(
  scope: Scope,
  noun: "app" | "job",
  options: PodOptions & Listening & HealthOptions,
  more: Partial<PodSpec> = {},
): PodTemplateSpec {
  const { name, privileges, databases, stopSeconds } = options;
  takeLevels(scope, `${noun} "${name}"`, options);
  const annotations = { ...options.annotations, ...fileAnnotations(scope, options) };
  const beside = [
    ...Object.entries(options.init ?? {}).map(([one, given]) =>
      besideContainer(options, one, given),
    ),
    ...Object.entries(options.sidecars ?? {}).map(([one, given]) => ({
      ...besideContainer(options, one, given),
      restartPolicy: "Always",
    })),
  ];
  const pulls = pullsOf(scope, options);
  const isOnHost = privileges?.hostNetwork !== undefined;
  return {
    metadata: {
      labels: selectorOf(name),
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
    },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      // Without it a Service n8n would bring a variable N8N_PORT, which n8n reads as its own.
      enableServiceLinks: false,
      imagePullSecrets: pulls.length > 0 ? pulls.map((secret) => ({ name: secret })) : undefined,
      hostNetwork: isOnHost ? true : undefined,
      dnsPolicy: isOnHost ? "ClusterFirstWithHostNet" : undefined,
      securityContext: podSecurity(options),
      terminationGracePeriodSeconds: stopSeconds,
      ...schedulingOf(options),
      initContainers: beside.length > 0 ? beside : undefined,
      containers: [
        container(name, options, { mounts: appMounts(options), resources: usual, databases }),
      ],
      volumes: volumesOf(options),
      ...more,
    },
  };
}

/** Those that it names, and those of the registries of its images. */
function pullsOf(scope: Scope, options: PodOptions): readonly string[] {
  const images = containersOf(options).map(([, { image }]) => image);
  return [...new Set([...(options.pullSecrets ?? []), ...pullSecretsOf(scope, images)])];
}

function besideContainer(options: PodOptions, name: string, given: Sidecar): Container {
  const mounts = besideMounts(options, name, given);
  return container(name, given, { mounts, resources: small, isBeside: true });
}

function takeLevels(scope: Scope, owner: string, options: PodOptions): void {
  for (const [name, { privileges }] of containersOf(options)) {
    const holder = name === options.name ? owner : `container "${name}" of ${owner}`;
    takePrivileges(scope, holder, privileges);
  }
  for (const [volume, given] of Object.entries(options.volumes ?? {})) {
    if ("nfs" in given)
      takeLevel(scope, owner, "baseline", [`volume ${volume} of a file server`, given.reason]);
    if ("hostPath" in given)
      takeLevel(scope, owner, "privileged", [`volume ${volume} of its node`, given.reason]);
  }
}

/** A user that no image has: files of one app are not another's. */
const somebody = 10001;

function podSecurity(options: PodOptions): PodSecurityContext {
  const { user = somebody, group, supplementaryGroups, privileges, volumes = {} } = options;
  const isRoot = privileges?.root !== undefined;
  const number = user === "image" ? undefined : user;
  const isMounting = Object.values(volumes).some(
    (one) => !("emptyDir" in one || "hostPath" in one),
  );
  const owner = group ?? number ?? somebody;
  return {
    runAsNonRoot: !isRoot,
    runAsUser: isRoot ? 0 : number,
    runAsGroup: group,
    // What it mounts is made writable for it.
    fsGroup: isMounting && (!isRoot || group !== undefined) ? owner : undefined,
    supplementalGroups: supplementaryGroups && [...supplementaryGroups],
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function schedulingOf(options: Scheduling): Partial<PodSpec> {
  const { nodes = [], nodeLabels, architecture, tolerations } = options;
  const selector = {
    ...(architecture && { "kubernetes.io/arch": architecture }),
    ...(nodes.length === 1 && { [hostname]: nodes[0]! }),
    ...nodeLabels,
  };
  return {
    nodeSelector: Object.keys(selector).length > 0 ? selector : undefined,
    affinity: nodes.length > 1 ? oneOf(nodes) : undefined,
    tolerations: tolerations && [...tolerations],
    priorityClassName: options.priorityClass,
    runtimeClassName: options.runtimeClass,
  };
}

const hostname = "kubernetes.io/hostname";

function oneOf(nodes: readonly string[]): Affinity {
  const matchExpressions = [{ key: hostname, operator: "In", values: [...nodes] }];
  const required = { nodeSelectorTerms: [{ matchExpressions }] };
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
}

/** Pods on different nodes as far as there are some: a full node must not keep a pod from starting. */
export function spread(labels: Labels): TopologySpreadConstraint {
  return {
    maxSkew: 1,
    topologyKey: hostname,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  };
}
