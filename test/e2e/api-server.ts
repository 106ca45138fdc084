import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { issueCertificate } from "./authority.ts";
import { Kube } from "./kube.ts";
import type { Processes } from "./processes.ts";

export interface ApiServer {
  readonly name: string;
  readonly address: string;
  /** `https://<address>:<port>`. */
  readonly url: string;
  /** Certificate authority, PEM. */
  readonly ca: string;
  /** Of a user with all rights. */
  readonly token: string;
  readonly kube: Kube;
  readonly kubeconfig: string;
  /** A cluster that was there before has none to read. */
  readonly auditLog?: string;
}

/** Somebody beside the user with all rights. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly token: string;
}

export interface ApiServerOptions {
  /** Tells several servers of one run apart: the prefix of its keys in etcd and the name of its processes. */
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  /** The address that others know it by, in its certificate beside its own. */
  readonly endpoint?: string;
  readonly serviceCidr?: string;
  /** Further names and addresses of its certificate. */
  readonly names?: readonly string[];
  readonly users?: readonly User[];
  /** Whether there are real nodes: pods find it by Service "kubernetes", and it finds kubelets. */
  readonly isForPods?: true;
  readonly etcd: string;
  /** Directory of the programs, as `buildTools` returns it. */
  readonly tools: string;
  /** Of the run; what belongs to this server stands in a folder of its name. */
  readonly directory: string;
  readonly processes: Processes;
}

/** Starts etcd without durability, on an address of its own; returns its URL. */
export function startEtcd(
  { tools, directory, processes }: Pick<ApiServerOptions, "tools" | "directory" | "processes">,
  {
    address = "127.0.0.1",
    port = 2379,
    peerPort = port + 1,
  }: { readonly address?: string; readonly port?: number; readonly peerPort?: number } = {},
): string {
  const client = `http://${address}:${port}`;
  const peer = `http://${address}:${peerPort}`;
  processes.start({
    name: "etcd",
    program: join(tools, "etcd"),
    args: [
      `--data-dir=${join(directory, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      "--unsafe-no-fsync",
      "--quota-backend-bytes=4294967296",
      "--log-level=warn",
    ],
  });
  return client;
}

/** Starts an API server and waits until it answers. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { name, address, port = 6443, endpoint = address } = options;
  const { serviceCidr = "10.96.0.0/16", etcd, tools, names = [], users = [] } = options;
  const directory = join(options.directory, name);
  mkdirSync(directory, { recursive: true });
  const auditLog = join(directory, "audit.log");
  const token = randomBytes(16).toString("hex");
  const admin = { name: "admin", groups: ["system:masters"], token };
  writeFileSync(join(directory, "tokens.csv"), tokens([admin, ...users]), { mode: 0o600 });
  writeFileSync(join(directory, "audit.json"), JSON.stringify(auditPolicy));
  writeFileSync(auditLog, "");
  const key = serviceAccountKey(directory);
  // One that the server makes for itself is a file that may be read while it is being written.
  const { ca } = issueCertificate(directory, [address, endpoint, ...names]);
  const program = `${name}-kube-apiserver`;
  options.processes.start({
    name: program,
    program: join(tools, "kube-apiserver"),
    args: [
      `--etcd-servers=${etcd}`,
      `--etcd-prefix=/${name}`,
      `--bind-address=${address}`,
      `--advertise-address=${endpoint}`,
      `--secure-port=${port}`,
      ...(options.isForPods
        ? ["--kubelet-preferred-address-types=InternalIP"]
        : ["--endpoint-reconciler-type=none"]),
      `--tls-cert-file=${join(directory, "server.crt")}`,
      `--tls-private-key-file=${join(directory, "server.key")}`,
      `--token-auth-file=${join(directory, "tokens.csv")}`,
      "--authorization-mode=Node,RBAC",
      `--service-cluster-ip-range=${serviceCidr}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      "--allow-privileged=true",
      ...(options.isForPods ? aggregation(directory) : withoutWebhooks),
      `--audit-policy-file=${join(directory, "audit.json")}`,
      `--audit-log-path=${auditLog}`,
      // A file that is cut off in the middle of a run would prove nothing.
      "--audit-log-maxsize=10000",
    ],
  });
  const url = `https://${address}:${port}`;
  const kube = new Kube(url, token, ca);
  const kubeconfig = join(directory, "kubeconfig");
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(name, url, ca, token)), { mode: 0o600 });
  await options.processes.ready(program, () => kube.isReady(), 60);
  return { name, address, url, ca, token, kube, kubeconfig, auditLog };
}

/** What would answer them does not run. */
const withoutWebhooks = [
  "--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
];

/** By which servers behind it know that it asks for somebody, and for whom. */
function aggregation(directory: string): string[] {
  return [
    `--requestheader-client-ca-file=${join(directory, "authority.crt")}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${join(directory, "proxy.crt")}`,
    `--proxy-client-key-file=${join(directory, "proxy.key")}`,
  ];
}

/** Lines of the file that `--token-auth-file` takes. */
function tokens(users: readonly User[]): string {
  const lines = users.map(
    ({ name, groups, token }, i) => `${token},${name},${i + 1},"${groups.join(",")}"\n`,
  );
  return lines.join("");
}

/** Every change to what matters for order; heartbeats and events would be most of the file. */
const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    {
      level: "None",
      resources: [
        { group: "", resources: ["events", "nodes/status"] },
        { group: "events.k8s.io", resources: ["events"] },
        { group: "coordination.k8s.io", resources: ["leases"] },
      ],
    },
    { level: "Metadata", verbs: ["create", "update", "patch", "delete", "deletecollection"] },
    { level: "None" },
  ],
};

function serviceAccountKey(directory: string): string {
  const file = join(directory, "service-account.key");
  spawnSync("openssl", ["genrsa", "-out", file, "2048"], { stdio: "ignore" });
  return file;
}

/** For a client with a token; JSON is YAML, too. */
export function kubeconfigOf(name: string, server: string, ca: string, token: string): object {
  const authority = { "certificate-authority-data": Buffer.from(ca).toString("base64") };
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, ...authority } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name, context: { cluster: name, user: "admin", namespace: "argocd" } }],
  };
}
