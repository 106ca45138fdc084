import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { ApiServer } from "./api-server.ts";
import type { Timing } from "./environment.ts";
import type { KubeObject } from "./kube.ts";
import type { Network } from "./network.ts";
import type { Processes } from "./processes.ts";
import { startSlowProxy } from "./slow-proxy.ts";
import { moduleDirectory } from "./tools.ts";
import { until } from "./wait.ts";

export interface ArgoCdOptions {
  readonly tools: string;
  /** Of the run. */
  readonly directory: string;
  readonly processes: Processes;
  readonly timing: Timing;
  /** Data of ConfigMap argocd-cm beside Argo CD's own. */
  readonly settings: Readonly<Record<string, string>>;
  /** Hosts whose certificates this authority signs, PEM. */
  readonly hosts: readonly string[];
  readonly ca: string;
  readonly network: Network;
  /** Tells several of one machine apart where a listener takes no address. */
  readonly index: number;
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly answerDelay?: () => number;
}

interface Ports {
  readonly redis: number;
  readonly repoServer: number;
  readonly repoServerMetrics: number;
  readonly controllerMetrics: number;
}

/** Starts Argo CD on a cluster: its configuration first, for the controller reads health checks when it starts. */
export async function startArgoCd(server: ApiServer, options: ArgoCdOptions): Promise<void> {
  await install(server, options);
  await runArgoCd(server, options);
}

/** Runs its programs for a cluster that has its configuration. */
export async function runArgoCd(server: ApiServer, options: ArgoCdOptions): Promise<void> {
  const files = join(options.directory, server.name);
  for (const folder of ["tls", "ssh", "gpg", "gpg-keys", "plugins", "tmp", "bin"])
    mkdirSync(join(files, folder), { recursive: true });
  for (const host of options.hosts) writeFileSync(join(files, "tls", host), options.ca);
  const { network, index } = options;
  const ports = {
    redis: await network.portFor(6379),
    repoServer: await network.portFor(8081),
    repoServerMetrics: await network.portFor(8084),
    controllerMetrics: await network.portFor(9000 + index),
  };
  startRedis(server, options, ports);
  startRepoServer(server, options, ports);
  startController(await slowedDown(server, options), options, ports);
}

/** The server as the controller reaches it: by way of a proxy where its answers are to be late. */
async function slowedDown(
  server: ApiServer,
  { answerDelay, network, directory }: ArgoCdOptions,
): Promise<ApiServer> {
  if (!answerDelay) return server;
  const { hostname: host, port } = new URL(server.url);
  const slow = { host, port: await network.portFor(Number(port) + 1) };
  await startSlowProxy({ host, port: Number(port) }, slow, answerDelay);
  const kubeconfig = join(directory, server.name, "slow-kubeconfig");
  const text = readFileSync(server.kubeconfig, "utf8");
  const url = `https://${host}:${slow.port}`;
  writeFileSync(kubeconfig, text.replaceAll(server.url, url), { mode: 0o600 });
  return { ...server, kubeconfig, url };
}

async function install({ kube, name }: ApiServer, options: ArgoCdOptions): Promise<void> {
  const root = join(
    moduleDirectory("control-plane", "github.com/argoproj/argo-cd/v3"),
    "manifests",
  );
  const read = (file: string): KubeObject[] =>
    loadAll(readFileSync(join(root, file), "utf8")) as KubeObject[];
  const core = `/api/v1/namespaces`;
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: argocdNamespace } };
  await kube.apply(`${core}/${argocdNamespace}`, namespace);
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  for (const crd of ["application", "appproject"].flatMap((kind) => read(`crds/${kind}-crd.yaml`)))
    await kube.apply(`${definitions}/${crd.metadata.name}`, crd);
  const tls = Object.fromEntries(options.hosts.map((host) => [host, options.ca]));
  const added: Readonly<Record<string, object>> = {
    "argocd-cm": options.settings,
    "argocd-tls-certs-cm": tls,
  };
  for (const object of configurationFiles.flatMap((file) => read(`base/config/${file}.yaml`))) {
    const plural = object.kind === "Secret" ? "secrets" : "configmaps";
    const extra = added[object.metadata.name];
    const whole = extra ? { ...object, data: { ...(object["data"] as object), ...extra } } : object;
    await kube.apply(`${core}/${argocdNamespace}/${plural}/${object.metadata.name}`, whole);
  }
  const projects = `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/appprojects`;
  await until(
    `kind AppProject of ${name}`,
    async () => (await kube.apply(`${projects}/default`, defaultProject)) < 300,
    30,
  );
}

const configurationFiles = ["cm", "cmd-params-cm", "secret", "rbac-cm", "ssh-known-hosts-cm"]
  .concat("tls-certs-cm", "gpg-keys-cm")
  .map((name) => `argocd-${name}`);

/** Argo CD's own server makes it, which does not run here. */
export const defaultProject = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "AppProject",
  metadata: { name: "default", namespace: argocdNamespace },
  spec: {
    sourceRepos: ["*"],
    destinations: [{ server: "*", namespace: "*" }],
    clusterResourceWhitelist: [{ group: "*", kind: "*" }],
  },
};

function startRedis(
  { name, address }: ApiServer,
  { processes }: ArgoCdOptions,
  ports: Ports,
): void {
  const inMemory = ["--save", "", "--appendonly", "no"];
  // Without a password it answers on 127.0.0.1 alone, unless told not to.
  const open = ["--bind", address, "--protected-mode", "no"];
  processes.start({
    name: `${name}-redis`,
    program: "redis-server",
    args: [...open, "--port", String(ports.redis), ...inMemory],
  });
}

function startRepoServer(server: ApiServer, options: ArgoCdOptions, ports: Ports): void {
  const files = join(options.directory, server.name);
  // It calls these for every manifest, with signatures switched off too.
  const hack = join(moduleDirectory("control-plane", "github.com/argoproj/argo-cd/v3"), "hack");
  for (const script of ["git-verify-wrapper.sh", "gpg-wrapper.sh"]) {
    copyFileSync(join(hack, script), join(files, "bin", script));
    chmodSync(join(files, "bin", script), 0o755);
  }
  options.processes.start({
    name: `${server.name}-repo-server`,
    program: join(options.tools, "argocd"),
    args: [
      `--address=${server.address}`,
      `--port=${ports.repoServer}`,
      `--metrics-address=${server.address}`,
      `--metrics-port=${ports.repoServerMetrics}`,
      `--redis=${server.address}:${ports.redis}`,
      "--revision-cache-expiration=2s",
    ],
    env: {
      ...environmentOf(server, options),
      ARGOCD_BINARY_NAME: "argocd-repo-server",
      ARGOCD_GPG_ENABLED: "false",
      ARGOCD_GNUPGHOME: join(files, "gpg"),
      ARGOCD_GPG_DATA_PATH: join(files, "gpg-keys"),
      ARGOCD_PLUGINSOCKFILEPATH: join(files, "plugins"),
      ARGOCD_ASK_PASS_SOCK: join(files, "ask-pass.sock"),
      ARGOCD_EXEC_TIMEOUT: "90s",
      TMPDIR: join(files, "tmp"),
      PATH: [join(files, "bin"), options.tools, process.env["PATH"]].join(":"),
      ...options.environmentVariables,
    },
  });
}

function startController(server: ApiServer, options: ArgoCdOptions, ports: Ports): void {
  const { timing, processes, tools } = options;
  processes.start({
    name: `${server.name}-application-controller`,
    program: join(tools, "argocd"),
    args: [
      `--namespace=${argocdNamespace}`,
      `--redis=${server.address}:${ports.redis}`,
      `--repo-server=${server.address}:${ports.repoServer}`,
      `--app-resync=${timing.resyncSeconds}`,
      "--app-resync-jitter=0",
      `--metrics-port=${ports.controllerMetrics}`,
    ],
    env: {
      ...environmentOf(server, options),
      ARGOCD_BINARY_NAME: "argocd-application-controller",
      ARGOCD_SYNC_WAVE_DELAY: String(timing.waveDelaySeconds),
      ARGOCD_LOG_FORMAT_TIMESTAMP: "2006-01-02T15:04:05.000000Z07:00",
      ...options.environmentVariables,
    },
  });
}

function environmentOf(
  { kubeconfig, name, url }: ApiServer,
  { directory, network }: ArgoCdOptions,
): Record<string, string> {
  const files = join(directory, name);
  return {
    ...network.env,
    NO_PROXY: new URL(url).hostname,
    no_proxy: new URL(url).hostname,
    KUBECONFIG: kubeconfig,
    // What it knows as its own cluster is the one of the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_TLS_DATA_PATH: join(files, "tls"),
    ARGOCD_SSH_DATA_PATH: join(files, "ssh"),
  };
}
