import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Node } from "../../../lib/model/cluster-data.ts";
import type { Command, Processes } from "../processes.ts";
import type { Link } from "./addresses.ts";
import type { NodeGroups } from "./cgroups.ts";
import { makeGroups } from "./cgroups.ts";
import { containerdConfiguration, kubeletConfiguration, podNetwork } from "./configuration.ts";
import { run, succeeds } from "./shell.ts";
import { connect } from "./switch.ts";

export interface NodeOptions {
  readonly link: Link;
  /** Of the kubelet's user. */
  readonly kubeconfig: string;
  /** Of kube-proxy's. */
  readonly proxyKubeconfig: string;
  readonly clusterDns: string;
  /** Of all pods. */
  readonly clusterCidr: string;
  /** Archive of the images that its pods use. */
  readonly images: string;
  /** Directory of the programs. */
  readonly programs: string;
  /** A folder for its own. */
  readonly files: string;
  readonly processes: Processes;
}

const script = fileURLToPath(new URL("node.sh", import.meta.url));
/** Moves itself into the groups of the files before the word "--", and becomes the command after it. */
const joining = `while [ "$1" != -- ]; do echo 0 >"$1"; shift; done; shift; exec "$@"`;
const namespaces = "--mount --uts --ipc --net --pid --cgroup".split(" ");

/** A machine without a machine: kubelet, containerd and kube-proxy in namespaces and control groups of their own. */
export class RealNode {
  readonly #node: Node;
  readonly #options: NodeOptions;
  readonly #groups: NodeGroups = makeGroups();

  constructor(node: Node, options: NodeOptions) {
    this.#node = node;
    this.#options = options;
  }

  /** Starts everything; kubelet makes the node ready by itself. */
  async start(): Promise<void> {
    await this.#boot();
    await connect(this.#options.link, this.#process());
    this.#configure();
    await this.#startContainerd();
    this.#startProxy();
    this.#startKubelet();
  }

  /** Takes away what outlives its processes, once they are ended. */
  remove(): Promise<void> {
    return this.#groups.remove();
  }

  async #boot(): Promise<void> {
    const { programs, files, processes } = this.#options;
    const { name } = this.#node;
    mkdirSync(join(files, "cni"), { recursive: true });
    const options = this.#groups.hierarchies.flatMap((one) => one.options || []);
    const unshare = ["unshare", ...namespaces, "--fork", "--kill-child", "--mount-proc"];
    const first = ["sh", script, name, files, join(programs, "pause"), ...options];
    processes.start(joined(name, this.#groups.first, [...unshare, ...first]));
    await processes.ready(name, async () => existsSync(join(files, "mounted")), 10);
    this.#groups.divide();
  }

  #configure(): void {
    const { files, programs, link, clusterDns } = this.#options;
    const contents = {
      "containerd.toml": containerdConfiguration(files, programs),
      "cni/10-pods.conflist": JSON.stringify(podNetwork(link.podCidr)),
      "kubelet.json": JSON.stringify(kubeletConfiguration(this.#node, files, clusterDns)),
      // Of pods that ask the node's resolver: nothing outside is known here.
      "resolv.conf": "",
    };
    for (const [name, content] of Object.entries(contents))
      writeFileSync(join(files, name), content);
  }

  async #startContainerd(): Promise<void> {
    const { files, programs, images, processes } = this.#options;
    this.#start("containerd", `--config=${join(files, "containerd.toml")}`);
    const ctr = this.#inside(join(programs, "ctr"), "--namespace=k8s.io");
    const answers = (): Promise<boolean> => succeeds([...ctr, "version"]);
    await processes.ready(`${this.#node.name}-containerd`, answers, 30);
    await run([...ctr, "images", "import", images]);
  }

  #startProxy(): void {
    const { proxyKubeconfig, clusterCidr } = this.#options;
    this.#start(
      "kube-proxy",
      `--kubeconfig=${proxyKubeconfig}`,
      `--hostname-override=${this.#node.name}`,
      "--proxy-mode=nftables",
      `--cluster-cidr=${clusterCidr}`,
      // These are settings of the computer.
      "--conntrack-max-per-core=0",
      "--conntrack-tcp-timeout-established=0",
      "--conntrack-tcp-timeout-close-wait=0",
    );
  }

  #startKubelet(): void {
    const { files, kubeconfig } = this.#options;
    const { name, address } = this.#node;
    this.#start(
      "kubelet",
      `--config=${join(files, "kubelet.json")}`,
      `--kubeconfig=${kubeconfig}`,
      `--root-dir=${join(files, "kubelet")}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
    );
  }

  #start(program: string, ...args: string[]): void {
    const { programs, processes } = this.#options;
    const command = this.#inside(join(programs, program), ...args);
    processes.start(joined(`${this.#node.name}-${program}`, this.#groups.members, command));
  }

  #inside(program: string, ...args: string[]): [string, ...string[]] {
    const { programs } = this.#options;
    const path = [programs, "/usr/sbin", "/sbin", process.env["PATH"]].join(":");
    const target = `--target=${this.#process()}`;
    return ["nsenter", target, ...namespaces, "env", `PATH=${path}`, program, ...args];
  }

  /** The first process of its namespaces, which is the only child of the one that made them. */
  #process(): string {
    const parent = this.#options.processes.idOf(this.#node.name);
    return readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim();
  }
}

function joined(name: string, groups: readonly string[], command: readonly string[]): Command {
  return { name, program: "sh", args: ["-c", joining, "sh", ...groups, "--", ...command] };
}
