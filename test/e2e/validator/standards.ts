import { FleetError } from "../../../lib/problem.ts";
import type { Problem } from "../../../lib/problem.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { keysOf } from "../../../lib/kubernetes/paths.ts";
import { fleetOf, problemsOf } from "../../support/fleet.ts";
import { pick, randomOf } from "../../lib/support/random.ts";
import type { Kube } from "../kube.ts";
import { atOnce } from "./at-once.ts";
import { put } from "./put.ts";

const levels = ["privileged", "baseline", "restricted"] as const;
const kinds = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];
const parts = ["containers", "initContainers"] as const;

const nothing = undefined;
const profiles = ["RuntimeDefault", "Unconfined"].map((type) => ({ type }));
const local = { type: "Localhost", localhostProfile: "a" };
const users = [nothing, 0, 1000];
const contexts = [{ type: "container_t" }, { type: "spc_t" }, { user: "a" }, { role: "b" }, {}];

/** What may stand in the spec of pods. */
const ofPod: Readonly<Record<string, readonly unknown[]>> = {
  hostNetwork: [nothing, false, true],
  hostPID: [nothing, false, true],
  hostIPC: [nothing, true],
  hostUsers: [nothing, false, true],
  "securityContext.runAsNonRoot": [nothing, true, false],
  "securityContext.runAsUser": users,
  "securityContext.seccompProfile": [nothing, ...profiles, local],
  "securityContext.appArmorProfile": [nothing, ...profiles],
  "securityContext.seLinuxOptions": [nothing, ...contexts],
  "securityContext.sysctls": [
    nothing,
    ...["net.ipv4.tcp_rmem", "net.ipv4.conf.all.src_valid_mark", "kernel.shm_rmid_forced"].map(
      (name) => [{ name, value: "1" }],
    ),
  ],
  volumes: [
    nothing,
    ...[
      {},
      { emptyDir: {} },
      { hostPath: { path: "/" } },
      { nfs: { server: "nas", path: "/" } },
      { image: { reference: "a.example/a:1" } },
      { csi: { driver: "a.example" } },
      { iscsi: { targetPortal: "10.0.0.9", iqn: "iqn.2026-01.example:a", lun: 0 } },
    ].map((source) => [{ name: "a", ...source }]),
  ],
};

/** And in one of its containers, be it of the start or beside the others. */
const ofContainer: Readonly<Record<string, readonly unknown[]>> = {
  "securityContext.privileged": [nothing, false, true],
  "securityContext.allowPrivilegeEscalation": [nothing, false, true],
  "securityContext.capabilities": [
    nothing,
    { drop: ["ALL"] },
    { drop: ["NET_RAW"] },
    { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
    { drop: ["ALL"], add: ["CHOWN"] },
    { add: ["NET_ADMIN"] },
  ],
  "securityContext.procMount": [nothing, "Default", "Unmasked"],
  "securityContext.runAsNonRoot": [nothing, true, false],
  "securityContext.runAsUser": users,
  "securityContext.seccompProfile": [nothing, ...profiles, local],
  "securityContext.appArmorProfile": [nothing, ...profiles],
  "securityContext.seLinuxOptions": [nothing, ...contexts],
  ports: [nothing, [{ containerPort: 80 }], [{ containerPort: 80, hostPort: 80 }]],
  livenessProbe: [
    nothing,
    { httpGet: { port: 80 } },
    { httpGet: { port: 80, host: "10.0.0.9" } },
    { tcpSocket: { port: 80, host: "10.0.0.9" } },
  ],
  lifecycle: [nothing, { postStart: { httpGet: { port: 80, host: "10.0.0.9" } } }],
};

/** What keeps to the strictest level, and has a container of each kind. */
function strict(): object {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  const container = { image: "a.example/a:1", securityContext };
  return structuredClone({
    restartPolicy: "Always",
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    initContainers: [
      { name: "init", ...container },
      { name: "sidecar", restartPolicy: "Always", ...container },
    ],
    containers: [
      { name: "a", ...container },
      { name: "b", ...container },
    ],
  });
}

const annotation = "container.apparmor.security.beta.kubernetes.io/a";
const annotated = [nothing, nothing, "runtime/default", "unconfined", "localhost/a"];

/** Pods of all kinds, in namespaces of all levels: what the API server refuses or warns of, Strata tells. */
export async function checkStandards(kube: Kube, count: number, seed: number): Promise<string> {
  for (const level of levels) await kube.apply(`/api/v1/namespaces/ps-${level}`, namespace(level));
  const random = randomOf(seed);
  const judged = await atOnce(endless(random), (choice) => judge(kube, choice), count);
  const problems = judged.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) throw new FleetError(problems);
  const refused = judged.filter(({ isRefused }) => isRefused).length;
  return `${judged.length} workloads in namespaces of the three levels of Pod Security, ${refused} of them refused by the API server; Strata said the same of all`;
}

interface Choice {
  readonly level: (typeof levels)[number];
  readonly object: Manifest;
  readonly what: string;
}

function* endless(random: () => number): Generator<Choice> {
  for (;;) yield { level: pick(random, levels), ...chosen(random) };
}

/** Nothing where the object is refused for another reason. */
async function judge(
  kube: Kube,
  { level, object, what }: Choice,
): Promise<{ readonly isRefused: boolean; readonly problem?: Problem } | undefined> {
  const server = await asked(kube, object, level);
  if (server === undefined) return undefined;
  const strata = told(object, level);
  const isRefused = server !== "";
  if (isRefused === (strata !== "")) return { isRefused };
  const message = `${what} at level ${level}: Strata says: ${strata || "nothing"}; the API server says: ${server || "nothing"}; mend lib/check/support/pod-standards.ts`;
  return { isRefused, problem: { place: object.kind, message } };
}

function namespace(level: string): object {
  const at = "pod-security.kubernetes.io/";
  const labels = { [`${at}enforce`]: level, [`${at}warn`]: level };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: `ps-${level}`, labels } };
}

function chosen(random: () => number): { object: Manifest; what: string } {
  const spec = strict();
  const changes = Array.from({ length: Math.floor(random() * 4) }, (): string => {
    const isOfPod = random() < 0.4;
    const fields = isOfPod ? ofPod : ofContainer;
    const field = pick(random, Object.keys(fields));
    const value = pick(random, fields[field]!);
    const path = isOfPod ? field : `${pick(random, parts)}[${pick(random, [0, 1])}].${field}`;
    put(spec, keysOf(path), value);
    return `${path}=${JSON.stringify(value)}`;
  });
  const value = pick(random, annotated);
  const annotations = value === undefined ? undefined : { [annotation]: value };
  const object = workload(pick(random, kinds), spec, annotations);
  return { object, what: `${changes.join(", ")} ${value ?? ""}` };
}

function workload(kind: string, spec: object, annotations: object | undefined): Manifest {
  const metadata = { name: "web" };
  if (kind === "Pod")
    return {
      apiVersion: "v1",
      kind,
      metadata: { ...metadata, ...(annotations && { annotations }) } as never,
      spec,
    };
  const labels = { app: "web" };
  const template = { metadata: { labels, annotations }, spec };
  const job = { template: { ...template, spec: { ...spec, restartPolicy: "Never" } } };
  if (kind === "Job") return { apiVersion: "batch/v1", kind, metadata, spec: job };
  if (kind === "CronJob")
    return {
      apiVersion: "batch/v1",
      kind,
      metadata,
      spec: { schedule: "0 0 * * *", jobTemplate: { spec: job } },
    };
  const selector = { matchLabels: labels };
  return { apiVersion: "apps/v1", kind, metadata, spec: { selector, template } };
}

/** What the server says of its pods; undefined where it does not take the object for another reason. */
async function asked(kube: Kube, object: Manifest, level: string): Promise<string | undefined> {
  const { apiVersion, kind } = object;
  const root = kind === "Pod" ? "/api/v1" : `/apis/${apiVersion}`;
  const path = `${root}/namespaces/ps-${level}/${kind.toLowerCase()}s?dryRun=All`;
  const { status, message, warnings } = await kube.ask("POST", path, object);
  const found = [message, ...warnings].find((text) => /violates? PodSecurity/.test(text));
  return found ?? (status < 300 ? "" : undefined);
}

function told(object: Manifest, podSecurity: (typeof levels)[number]): string {
  const problems = problemsOf(fleetOf({ objects: [object], app: { podSecurity } }));
  return problems.find((problem) => / which level \w+ of namespace /.test(problem)) ?? "";
}
