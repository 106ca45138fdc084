import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { load } from "js-yaml";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { kubeconfigOf, startEtcd } from "../../e2e/api-server.ts";
import { startControlPlane } from "../../e2e/control-plane.ts";
import { defaultTiming } from "../../e2e/environment.ts";
import type { Kube } from "../../e2e/kube.ts";
import type { Network } from "../../e2e/network.ts";
import { Processes } from "../../e2e/processes.ts";
import { startStandIns, worldOf } from "../../e2e/stand-ins/index.ts";
import type { Web } from "../../e2e/web.ts";
import type { Programs } from "../../scripts/stand-ins/programs.ts";
import { run } from "../hosts/run.ts";
import { ArgoCd } from "../world/argocd.ts";

export interface K3dOptions {
  readonly cluster: Cluster;
  readonly tools: string;
  readonly directory: string;
  readonly network: Network;
  readonly web: Web;
  /** The user's own file, which k3d writes its contexts into. */
  readonly kubeconfig: string;
  /** Where its program is put, beside one that plays docker. */
  readonly programs: Programs;
}

/** What k3d's program hands over, and prints what comes back. */
const program = (port: number): string => `
import { readFileSync } from "node:fs";
const args = process.argv.slice(2);
const input = args.at(-1) === "-" ? readFileSync(0, "utf8") : "";
const body = JSON.stringify({ args: args.join(" "), input });
const answer = await fetch("http://127.0.0.1:${port}", { method: "POST", body });
process.stdout.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
`;

/**
 * As k3d 5 (its docs: usage/commands) on one cluster: its container is a control plane with simulated nodes and a real
 * Argo CD, which is made anew, with other credentials, each time, and of which nothing stays when it is deleted.
 */
export class K3d {
  readonly #options: K3dOptions;
  readonly #server: Server;
  #running: { stop(): void } | undefined;
  #kube: Kube | undefined;
  #count = 0;

  private constructor(options: K3dOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void text(request)
        .then((body) => this.#answer(JSON.parse(body) as { args: string; input: string }))
        .then(
          (said) => response.end(said),
          (error: unknown) => response.writeHead(500).end(`FATA[0000] ${String(error)}\n`),
        );
    });
  }

  static async start(options: K3dOptions): Promise<K3d> {
    const k3d = new K3d(options);
    await new Promise<void>((resolve) => k3d.#server.listen(0, "127.0.0.1", resolve));
    const { port } = k3d.#server.address() as AddressInfo;
    options.programs.add("k3d", program(port));
    options.programs.add("docker", `if (process.argv[2] !== "version") process.exit(1);`);
    // The address that containers of the data have.
    run("ip", ["address", "add", `${options.cluster.endpoint}/32`, "dev", "lo"]);
    return k3d;
  }

  /** What the cluster has. */
  async secretValue(namespace: string, name: string, key: string): Promise<string> {
    const found = await this.#kube?.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    const data = found?.["data"] as Record<string, string> | undefined;
    return Buffer.from(data?.[key] ?? "", "base64").toString();
  }

  /** How often the cluster was made. */
  get count(): number {
    return this.#count;
  }

  stop(): void {
    this.#running?.stop();
    this.#server.close();
  }

  async #answer({ args, input }: { args: string; input: string }): Promise<string> {
    const { name } = this.#options.cluster;
    const servers = { serversRunning: 1, serversCount: 1, agentsRunning: 0, agentsCount: 0 };
    if (args === "cluster list --output json")
      return JSON.stringify(this.#running ? [{ name, ...servers }] : []);
    if (args === "cluster create --config -") {
      const { metadata } = load(input) as { metadata: { name: string } };
      if (this.#running || metadata.name !== name)
        throw new Error(`Failed to create cluster '${metadata.name}'`);
      this.#running = await this.#create();
      return "";
    }
    if (args !== `cluster delete ${name}`) throw new Error(`unknown command: ${args}`);
    this.#running?.stop();
    this.#running = undefined;
    rmSync(this.#options.kubeconfig, { force: true });
    return "";
  }

  async #create(): Promise<{ stop(): void }> {
    const { cluster, tools, network, web, kubeconfig } = this.#options;
    const directory = join(this.#options.directory, `k3d-${++this.#count}`);
    mkdirSync(directory);
    const processes = new Processes(directory);
    const common = { tools, directory, processes, network };
    const server = await startControlPlane(cluster, { ...common, etcd: startEtcd(common) });
    const { url, ca, token, kube } = server;
    const config = kubeconfigOf(`k3d-${cluster.name}`, url, ca, token);
    mkdirSync(join(kubeconfig, ".."), { recursive: true });
    writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    this.#kube = kube;
    const world = worldOf(cluster, kube);
    const standIns = startStandIns(world);
    const argo = new ArgoCd(server, {
      ...common,
      timing: defaultTiming,
      hosts: web.hosts,
      ca: web.ca,
      index: 0,
    });
    const follow = setInterval(() => void argo.follow().catch(() => {}), 1000);
    return {
      stop() {
        clearInterval(follow);
        standIns.stop();
        world.view.stop();
        processes.stopAll();
      },
    };
  }
}
