import assert from "node:assert/strict";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { argocdNamespace } from "../../../lib/order/names.ts";
import type { Kube } from "../../e2e/kube.ts";
import { until } from "../../e2e/wait.ts";
import type { World } from "../world/index.ts";
import type { Context } from "./scenario.ts";
import type { RunOptions, Workspace } from "./workspace.ts";
import { requireCode } from "./workspace.ts";

/** Releases of k3s that a cluster is made with, upgraded to, and may not skip to. */
export const [old, next, tooNew] = ["v1.34.6+k3s1", "v1.35.4+k3s1", "v1.36.3+k3s1"] as const;

interface Options {
  readonly work: Workspace;
  readonly world: World;
  readonly cluster: Cluster;
  readonly say: Context["say"];
}

/** What is done to a cluster in its life, by the commands of docs/bootstrap.md and docs/disaster-recovery.md. */
export class ClusterLife {
  readonly #work: Workspace;
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #say: Context["say"];
  readonly #file: string;

  constructor({ work, world, cluster, say }: Options) {
    [this.#work, this.#world, this.#cluster, this.#say] = [work, world, cluster, say];
    this.#file = `clusters/${cluster.name}.ts`;
  }

  /** Runs a command to its good end, and tells what took long. */
  async timed(command: string, ...words: readonly string[]): Promise<string> {
    return this.done(command, words);
  }

  /** The same, with something on standard input, or with a look at each line that it prints. */
  async done(
    command: string,
    words: readonly string[],
    { input = "", onLine }: Pick<RunOptions, "input" | "onLine"> = {},
  ): Promise<string> {
    const start = performance.now();
    const ended = await this.#work.run(command, words, {
      input,
      onLine: (line, kill) => {
        if (/\((\d{2,}\.\d s|\d+ min|failed)/.test(line)) this.#say(line);
        onLine?.(line, kill);
      },
    });
    const line = `npm run ${command} -- ${words.join(" ")}`;
    const { out } = requireCode(0, ended, line);
    this.#say(`${line}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    return out;
  }

  /** Its API server. */
  get kube(): Kube {
    return this.#world.clusters.get(this.#cluster.name)!.kube;
  }

  async #nodes(): Promise<Map<string, Node>> {
    const found = (await this.kube.list("/api/v1/nodes")) as unknown as Node[];
    return new Map(found.map((node) => [node.metadata.name, node]));
  }

  async #untilReady(...names: readonly string[]): Promise<void> {
    await until(
      `Ready nodes ${names.join(", ")}`,
      async () => {
        const nodes = await this.#nodes();
        return names.every((name) => isReady(nodes.get(name)));
      },
      120,
    );
  }

  /** Changes the data, makes the machine, lets it join. */
  async addWorker(): Promise<void> {
    const { nodes } = this.#cluster;
    const workers = nodes.filter(({ role }) => role === "worker");
    const last = workers.at(-1)!;
    const name = last.name.replace(/\d+$/, String(workers.length + 1).padStart(2, "0"));
    // Behind the cluster's own address.
    const address = this.#cluster.endpoint.replace(/\d+$/, (end) => String(Number(end) + 1));
    this.#work.change(this.#file, `"${last.address}", workerSize),`, (text) =>
      text.concat(`\n    worker("${name}", "${address}", workerSize),`),
    );
    await this.#work.commitChange("one worker more");
    await this.timed("vm", "apply", name);
    await this.timed("node", "join", name);
    await this.#untilReady(name);
    this.#say(`${name} is one of ${(await this.#nodes()).size} nodes, and Ready`);
  }

  /** One of three servers leaves etcd, and a new machine of its name joins it. */
  async replaceServer(): Promise<void> {
    const [, { name }] = this.#cluster.nodes as [Cluster["nodes"][0], Cluster["nodes"][0]];
    const before = (await this.#nodes()).get(name)!.metadata.uid;
    await this.timed("node", "replace", name, "--confirm", name);
    await this.#untilReady(name);
    assert.notEqual((await this.#nodes()).get(name)!.metadata.uid, before);
    this.#say(`${name} is another machine, and Ready`);
  }

  async upgrade(): Promise<void> {
    const [first] = this.#cluster.nodes;
    const worker = this.#cluster.nodes.find(({ role }) => role === "worker")!;
    const { name } = this.#cluster;
    this.#setVersion(old, tooNew);
    await this.#refused(
      ["node", "upgrade", name],
      `${first!.name}: runs k3s ${old}, and the data says ${tooNew}: Kubernetes skips no minor; upgrade to a release of v1.35 first`,
    );
    this.#setVersion(tooNew, next);
    await this.#refused(
      ["node", "join", worker.name],
      `${worker.name}: would run k3s ${next}, and server ${first!.name} runs ${old}: servers come before what joins them; first: npm run node -- upgrade ${name}`,
    );
    const other = await this.#work.run("bootstrap", [name]);
    assert.match(
      other.error,
      new RegExp(
        `^${name}: its nodes run another k3s than .*; first: npm run node -- upgrade`,
        "m",
      ),
    );
    this.#say("no minor is skipped, no worker is ahead of its servers, and no bootstrap upgrades");
    await this.timed("node", "upgrade", name);
    for (const [node, { status, spec }] of await this.#nodes()) {
      assert.equal(status.nodeInfo.kubeletVersion, next, node);
      assert.equal(spec.unschedulable ?? false, false, node);
    }
    const again = await this.#work.must("node", "upgrade", name);
    assert.doesNotMatch(again, /\(\d+\.\d s\)/);
    this.#say(`every node runs ${next} and takes pods; a second run finds nothing to do`);
    await this.#work.commitChange("another k3s");
  }

  #setVersion(from: string, to: string): void {
    this.#work.change(this.#file, `version: "${from}"`, `version: "${to}"`);
  }

  async #refused([command, ...words]: readonly [string, ...string[]], line: string): Promise<void> {
    const { code, error } = await this.#work.run(command, words);
    assert.equal(code, 1);
    assert.ok(error.split("\n").includes(line), error);
  }

  async backUp(stored: ReadonlyMap<string, unknown>): Promise<void> {
    const { name } = this.#cluster;
    await this.timed("backup", "etcd", name);
    assert.match([...stored.keys()].join("\n"), new RegExp(`^etcd/${name}/\\S+\\.age$`));
    assert.match(
      await this.#work.must("backup", "verify"),
      new RegExp(`etcd/${name}/\\S+: 2 files`),
    );
    this.#say("its state is in the bucket, and can be read");
  }

  /** All machines are deleted; where it is a member, the hub knows the old cluster still. The claim has a backup. */
  async rebuild(claim: string): Promise<void> {
    const { name } = this.#cluster;
    const names = [...(await this.#nodes()).keys()].join(",");
    const born = await this.#born();
    await this.#work.must("publish");
    await this.timed("vm", "destroy", name, "--confirm", names);
    this.#say("its machines are gone with their disks");
    await this.timed("rebuild", name, "--preflight");
    const out = await this.timed("rebuild", name);
    assert.match(out, /recovery time, /);
    for (const line of out.split("recovery time, ").at(-1)!.split("\n")) this.#say(line.trim());
    assert.notEqual(await this.#born(), born);
    assert.match(await this.volumeOf(claim), /^restored-/);
    this.#say("the claim has a volume with the data of the backup, and no other");
    const hub = this.#world.clusters.get(this.#world.hub)!.kube;
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`;
    await until(
      "Synced and Healthy Applications",
      async () =>
        (await hub.list(path)).every(
          ({ status }) => status?.sync?.status === "Synced" && status?.health?.status === "Healthy",
        ),
      120,
    );
    this.#say("every Application of the hub and of the rebuilt cluster is Synced and Healthy");
  }

  /** Name of the one volume that the claim has, or that waits for it. */
  async volumeOf(claim: string): Promise<string> {
    const volumes = await this.kube.list("/api/v1/persistentvolumes");
    const found = volumes.filter(
      ({ spec, status }) =>
        (spec.claimRef as { name?: string } | undefined)?.name === claim &&
        status?.phase !== "Released",
    );
    assert.equal(found.length, 1, `volumes of ${claim}`);
    return found[0]!.metadata.name;
  }

  async #born(): Promise<string> {
    const { metadata } = (await this.kube.get("/api/v1/namespaces/kube-system"))!;
    return metadata.uid;
  }
}

interface Node {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly unschedulable?: boolean };
  readonly status: {
    readonly nodeInfo: { readonly kubeletVersion: string };
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

function isReady(node: Node | undefined): boolean {
  const conditions = node?.status.conditions ?? [];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
