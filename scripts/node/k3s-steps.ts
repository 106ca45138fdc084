import { downloadIssue, k3sSum } from "../../lib/check/support/downloads.ts";
import { failure } from "../tell/failure.ts";
import { publishedSum } from "../http/download.ts";
import { requireFree } from "../ssh/free-address.ts";
import { areAs, readRemote, succeeds } from "../ssh/look.ts";
import type { Machine } from "../ssh/machine.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Action, Step } from "../run/step.ts";
import { fileActions, idOf } from "../run/step.ts";
import { auditLogs, hardenedFiles } from "./hardened.ts";
import { configFile, k3sConfig, startedWith, tokenFile } from "./k3s-config.ts";
import { hasVirtualAddress, kubeVipFile, kubeVipManifest } from "./kube-vip.ts";
import { LastWords } from "./last-words.ts";
import { readToken, tokenHolder } from "./members.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";
import { k3sUnit } from "./unit.ts";

const program = "/usr/local/bin/k3s";

export const runsName = "k3s runs as the data says";

/**
 * k3s on one machine. `isFirst` is the server that makes the cluster, `joinsThrough` the machines that may know the
 * token, `after` the steps that it waits for.
 */
export function k3sSteps(
  ssh: Ssh,
  target: Target,
  isFirst: boolean,
  after: readonly string[] = [],
): Step[] {
  const { machine } = target;
  return [
    programStep(ssh, target),
    ...(isFirst && hasVirtualAddress(target.cluster) ? [freeStep(ssh, target)] : []),
    ...(isServer(target) ? serverFileSteps(ssh, target) : []),
    ...(isFirst ? [] : [{ ...tokenStep(ssh, target), after }]),
    runStep(ssh, target, isFirst),
    registeredStep(ssh, target, machine),
  ];
}

/** The id of the step after which a machine answers. */
export function runsId({ machine }: Target): string {
  return idOf({ host: machine.name, name: runsName } as Step);
}

function programStep(ssh: Ssh, { machine, cluster, node, fleet }: Target): Step {
  const { version } = cluster.kubernetes;
  const { downloads } = fleet.site;
  const releases = downloads?.k3s;
  if (!releases)
    throw failure(
      "site",
      "has no downloads.k3s; say in clusters/site.ts where releases of k3s are",
    );
  // The plus sign of a version is escaped in an address.
  const release = `${releases}/${encodeURIComponent(version)}`;
  const file = node.architecture === "amd64" ? "k3s" : "k3s-arm64";
  const known = k3sSum(downloads, version, node.architecture);
  const issue = downloadIssue("downloads.k3s", releases, known);
  if (issue) throw failure("site", issue);
  const sums = `${release}/sha256sum-${node.architecture}.txt`;
  const unfinished = `${program}.${version}`;
  return {
    name: `has k3s ${version}`,
    host: machine.name,
    async isDone() {
      const { stdout } = await ssh.try(machine, { argv: [program, "--version"] });
      return stdout.split("\n")[0]!.startsWith(`k3s version ${version} `);
    },
    actions: (): Action[] => [
      {
        on: machine,
        argv: ["curl", "--fail", "--silent", "--show-error", "--location", "--retry", "3"].concat([
          "--output",
          unfinished,
          `${release}/${file}`,
        ]),
        timeoutSeconds: 900,
      },
      {
        on: machine,
        does: `sha256sum --check <the sum of ${known ? "the data" : sums}> ${unfinished}`,
        async run() {
          const sum = known ?? (await publishedSum(sums, file));
          const input = `${sum}  ${unfinished}\n`;
          await ssh.run(machine, { argv: ["sha256sum", "--check", "--quiet", "-"], input });
        },
      },
      { on: machine, argv: ["chmod", "755", unfinished] },
      { on: machine, argv: ["ln", "-sf", "k3s", "/usr/local/bin/kubectl"] },
      // Last: who finds it takes all of this for done.
      { on: machine, argv: ["mv", "--", unfinished, program] },
    ],
    look: lookWith(machine, `${program} --version`),
  };
}

/** Before the first server takes the cluster's address, nobody has it. */
function freeStep(ssh: Ssh, { machine, cluster }: Target): Step {
  const { name, endpoint } = cluster;
  return {
    name: `finds ${endpoint} free, or takes it itself`,
    host: machine.name,
    async isDone() {
      if (await succeeds(ssh, machine, "test", "-e", kubeVipFile)) return true;
      await requireFree(ssh, machine, name, endpoint);
      return true;
    },
    actions: () => [],
    look: lookWith(machine, `ip neighbour show ${endpoint}`),
  };
}

/** Files that k3s reads when it starts as a server. */
function serverFileSteps(ssh: Ssh, { machine, cluster, fleet }: Target): Step[] {
  const isHardened = cluster.kubernetes.profile === "hardened";
  const image = fleet.site.downloads?.kubeVip ?? "";
  const files = {
    ...(isHardened ? hardenedFiles : {}),
    ...(hasVirtualAddress(cluster) ? { [kubeVipFile]: kubeVipManifest(cluster, image) } : {}),
  };
  const steps = Object.entries(files).map(([path, text]) => ({
    name: `has ${path.split("/").at(-1)}`,
    host: machine.name,
    isDone: async () => (await readRemote(ssh, machine, path)) === text,
    actions: () => fileActions(machine, path, text, "0600"),
    look: lookWith(machine, `cat ${path}`),
  }));
  if (!isHardened) return steps;
  return [
    ...steps,
    {
      name: "has a folder for audit logs",
      host: machine.name,
      isDone: () => succeeds(ssh, machine, "test", "-d", auditLogs),
      actions: () => [{ on: machine, argv: ["install", "-d", "-m", "0700", auditLogs] }],
      look: lookWith(machine, `ls -ld ${auditLogs}`),
    },
  ];
}

function tokenStep(ssh: Ssh, target: Target): Step {
  const { machine } = target;
  const token = async (): Promise<string> => readToken(ssh, await tokenHolder(ssh, target));
  return {
    name: "has the token of its cluster",
    host: machine.name,
    isDone: async () => (await readRemote(ssh, machine, tokenFile)) === (await token()),
    actions: () =>
      fileActions(machine, tokenFile, { secret: "the token of the cluster", read: token }, "0600"),
    look: lookWith(machine, `ls -l ${tokenFile}`),
  };
}

function runStep(ssh: Ssh, target: Target, isFirst: boolean): Step {
  const { machine, cluster, node } = target;
  const unit = k3sUnit(isServer(target));
  const path = `/etc/systemd/system/${unit.name}.service`;
  const text = k3sConfig(cluster, node, isFirst);
  const started = `# k3s ${cluster.kubernetes.version}\n${text}`;
  const words = new LastWords(ssh, target);
  const files = { [path]: unit.text, [configFile]: text, [startedWith]: started };
  return {
    name: runsName,
    host: machine.name,
    async isDone() {
      if (!(await areAs(ssh, machine, files))) return false;
      if (!(await succeeds(ssh, machine, "systemctl", "is-active", "--quiet", unit.name)))
        return false;
      return !isServer(target) || isReady(ssh, machine);
    },
    actions: () => [
      ...fileActions(machine, path, unit.text),
      ...fileActions(machine, configFile, text, "0600"),
      { on: machine, argv: ["systemctl", "daemon-reload"] },
      { on: machine, argv: ["systemctl", "enable", unit.name] },
      // Without waiting: a server that joins is ready when the others let it in, which may be never.
      { on: machine, argv: ["systemctl", "--no-block", "restart", unit.name] },
      ...fileActions(machine, startedWith, started, "0600"),
    ],
    waitSeconds: 300,
    why: () => words.last(),
    hopeless: () => words.hopeless(),
    look: lookWith(machine, `journalctl -u ${unit.name}`),
  };
}

/** Whether the API server of this very machine answers. */
export function isReady(ssh: Ssh, machine: Machine): Promise<boolean> {
  return succeeds(ssh, machine, program, "kubectl", "get", "--raw", "/readyz");
}

function registeredStep(ssh: Ssh, target: Target, machine: Machine): Step {
  const words = new LastWords(ssh, target);
  return {
    name: "is a node of the cluster",
    host: machine.name,
    async isDone() {
      const server = await tokenHolder(ssh, target);
      return succeeds(ssh, server, program, "kubectl", "get", "node", target.node.name);
    },
    actions: () => [],
    waitSeconds: 180,
    why: () => words.last(),
    hopeless: () => words.hopeless(),
    look: lookWith(machine, `journalctl -u ${k3sUnit(isServer(target)).name}`),
  };
}
