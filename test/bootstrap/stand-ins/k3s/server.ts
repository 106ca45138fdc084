import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Kube } from "../../../e2e/kube.ts";
import {
  issue,
  makeBootstrap,
  parseToken,
  writeBootstrap,
  writeKubeconfig,
  writeToken,
} from "./certificates.ts";
import { keepBootstrap } from "./bootstrap-data.ts";
import { hasDatabase, setAsideRemoved, startEtcd } from "./etcd.ts";
import { fatal, log } from "./log.ts";
import { startNode } from "./node.ts";
import { notifyReady } from "./notify.ts";
import * as paths from "./paths.ts";
import { startPart } from "./processes.ts";
import { forgetReset, resetCluster } from "./reset.ts";
import { deployManifests, promoteLearners, removeMembers } from "./server-loops.ts";
import type { Settings } from "./settings.ts";
import { askToJoin, requireEqual, startSupervisor } from "./supervisor.ts";

/** The token that the configuration gives, by value or by file. */
export function tokenOf(settings: Settings): string {
  const file = settings.one("token-file");
  if (file && !existsSync(file)) fatal(`open ${file}: no such file or directory`);
  return (
    settings.one("token") ??
    process.env["K3S_TOKEN"] ??
    (file ? readFileSync(file, "utf8") : "")
  ).trim();
}

/** Runs a server: etcd, the API server and its controllers for real, and a node. */
export async function runServer(settings: Settings, version: string): Promise<void> {
  const name = settings.one("node-name") ?? hostname();
  const address = settings.all("node-ip")[0] ?? fatal("the stand-in needs node-ip");
  log("info", `Starting k3s ${version}`);
  const url = settings.one("server");
  const given = tokenOf(settings);
  const token = parseToken(given);
  if (given !== "" && !token)
    fatal(
      "starting kubernetes: preparing server: failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>",
    );
  if (settings.isOn("cluster-reset")) {
    const file = settings.one("cluster-reset-restore-path");
    await resetCluster({ name: etcdName(name), address, token: given, ...(file && { file }) });
  }
  forgetReset();
  setAsideRemoved();
  let joins: string | undefined;
  if (!hasDatabase() && url) {
    if (!token)
      fatal("starting kubernetes: preparing server: --token is required when --server is set");
    const welcome = await askToJoin({ url, token, role: "server" });
    requireEqual(settings, welcome);
    writeBootstrap(welcome.bootstrap);
    joins = welcome.address;
  } else if (!existsSync(`${paths.tls}/server-ca.crt`))
    makeBootstrap(token?.password ?? randomBytes(16).toString("hex"));
  prepareFiles(settings, name, address);
  await startEtcd({ name: etcdName(name), address, ...(joins && { joins }) });
  await keepBootstrap();
  startControlPlane(settings, address);
  startSupervisor(settings, address, version);
  const kube = localKube();
  for (let tries = 0; !(await kube.isReady()); tries++) {
    if (tries === 600) fatal("apiserver is not ready after two minutes");
    await sleep(200);
  }
  log("info", "k3s is up and running");
  notifyReady();
  deployManifests();
  promoteLearners();
  removeMembers(kube);
  await startNode({ settings, version, kube, name, address, isServer: true });
}

/** Stable for a server's life, and another one when its database is new. */
function etcdName(node: string): string {
  const file = `${paths.server}/db/name`;
  if (!hasDatabase() || !existsSync(file)) {
    mkdirSync(`${paths.server}/db`, { recursive: true });
    writeFileSync(
      file,
      `${node}-${createHash("sha256").update(randomBytes(8)).digest("hex").slice(0, 8)}`,
    );
  }
  return readFileSync(file, "utf8");
}

/** With a token of its own, as k3s' parts have among themselves. */
export function localKube(host = "127.0.0.1"): Kube {
  const [token = ""] = readFileSync(`${paths.credentials}/tokens.csv`, "utf8").split(",");
  return new Kube(
    `https://${host}:${paths.apiPort}`,
    token,
    readFileSync(`${paths.tls}/server-ca.crt`, "utf8"),
  );
}

function prepareFiles(settings: Settings, name: string, address: string): void {
  for (const folder of [paths.manifests, paths.podManifests, paths.snapshotFolder])
    mkdirSync(folder, { recursive: true });
  const [first = "10.43.0.1"] = (settings.one("service-cidr") ?? "10.43.0.0/16").split("/");
  const service = first.replace(/\d+$/, "1");
  const names = [
    name,
    address,
    service,
    "127.0.0.1",
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ];
  issue("serving", "server-ca", `/CN=k3s`, [...new Set([...names, ...settings.all("tls-san")])]);
  issue("client-auth-proxy", "request-header-ca", "/CN=system:auth-proxy");
  rmSync(`${paths.tls}/client-admin.crt`, { force: true });
  writeKubeconfig(Number.parseInt(settings.one("write-kubeconfig-mode") ?? "600", 8));
  writeToken();
}

/** Who cannot renew its lease ends, and k3s with it: several clusters on one computer take longer than a real one does. */
const patient = ["--leader-elect-lease-duration=30s", "--leader-elect-renew-deadline=20s"];

function startControlPlane(settings: Settings, address: string): void {
  const more = (key: string): string[] => settings.whole(key).map((value) => `--${value}`);
  const encryption = `${paths.credentials}/encryption-config.json`;
  const serviceCidr = settings.one("service-cidr") ?? "10.43.0.0/16";
  const clusterCidr = settings.one("cluster-cidr") ?? "10.42.0.0/16";
  const tls = (file: string): string => `${paths.tls}/${file}`;
  startPart("kube-apiserver", [
    "--etcd-servers=http://127.0.0.1:2379",
    "--bind-address=0.0.0.0",
    `--advertise-address=${address}`,
    `--secure-port=${paths.apiPort}`,
    `--tls-cert-file=${tls("serving.crt")}`,
    `--tls-private-key-file=${tls("serving.key")}`,
    `--client-ca-file=${tls("client-ca.crt")}`,
    `--requestheader-client-ca-file=${tls("request-header-ca.crt")}`,
    `--proxy-client-cert-file=${tls("client-auth-proxy.crt")}`,
    `--proxy-client-key-file=${tls("client-auth-proxy.key")}`,
    "--requestheader-allowed-names=system:auth-proxy",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--token-auth-file=${paths.credentials}/tokens.csv`,
    "--authorization-mode=Node,RBAC",
    `--service-cluster-ip-range=${serviceCidr}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${tls("service.key")}`,
    `--service-account-signing-key-file=${tls("service.key")}`,
    "--allow-privileged=true",
    // What would answer webhooks does not run.
    "--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
    ...(settings.isOn("secrets-encryption") ? [`--encryption-provider-config=${encryption}`] : []),
    ...more("kube-apiserver-arg"),
  ]);
  const kubeconfig = `--kubeconfig=${paths.kubeconfigFile}`;
  startPart("kube-controller-manager", [
    kubeconfig,
    ...patient,
    `--service-account-private-key-file=${tls("service.key")}`,
    `--root-ca-file=${tls("server-ca.crt")}`,
    `--cluster-cidr=${clusterCidr}`,
    "--allocate-node-cidrs=true",
    "--use-service-account-credentials=true",
    // Nothing measures pods here: it would call every autoscaler broken.
    "--controllers=*,-horizontal-pod-autoscaler-controller",
    ...more("kube-controller-manager-arg"),
  ]);
  startPart("kube-scheduler", [kubeconfig, ...patient, ...more("kube-scheduler-arg")]);
}
