import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Processes } from "../processes.ts";
import { run, succeeds } from "../real-nodes/shell.ts";

/** Something with an address in the network of the node, in a namespace of its own. */
export interface Place {
  readonly id: string;
  readonly address: string;
}

/** A connection to be tried. */
export interface Trial {
  readonly address: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** Where one program answers whatever port is asked for. */
const answering = 1;
const table = `table ip answers {
  chain in {
    type nat hook prerouting priority -100;
    meta l4proto { tcp, udp } redirect to :${answering}
  }
}`;
/** As a point-to-point CNI plugin has it: an address of the node's that no pod uses is the way out. */
const gateway = "169.254.1.1";
/** Where this side and the node find each other. */
export const link = { here: "198.51.100.1", there: "198.51.100.2" } as const;

/** A node, and on it pods without containers, and others in their places: a network namespace each, whose every port answers. */
export class Places {
  readonly #processes: Processes;
  readonly #programs: string;
  readonly #node: string;
  readonly #names: string[] = [];

  constructor(processes: Processes, programs: string, node: string) {
    this.#processes = processes;
    this.#programs = programs;
    this.#node = node;
  }

  /** The node, which forwards, with a way here. */
  async prepare(): Promise<void> {
    const names = "/run/netns";
    mkdirSync(names, { recursive: true });
    // Nothing of them remains on this computer.
    if (!(await succeeds(["mountpoint", "-q", names])))
      await run(["mount", "-t", "tmpfs", "tmpfs", names]);
    await this.#addNamespace(this.#node);
    await batch([
      `link add to-node type veth peer name to-here netns ${this.#node}`,
      `address add ${link.here}/30 dev to-node`,
      "link set to-node up",
    ]);
    await batch(
      ["link set lo up", `address add ${link.there}/30 dev to-here`, "link set to-here up"],
      this.#node,
    );
    await run([...this.onNode(), "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"]);
  }

  /** In front of a program that is to run on the node. */
  onNode(): ["ip", ...string[]] {
    return ["ip", "netns", "exec", this.#node];
  }

  async add({ id, address }: Place): Promise<void> {
    await this.#addNamespace(id);
    await batch(
      [
        `link add ${id} type veth peer name eth0 netns ${id}`,
        `address add ${gateway}/32 dev ${id}`,
        `link set ${id} up`,
        `route add ${address}/32 dev ${id}`,
      ],
      this.#node,
    );
    const way = [`route add ${gateway}/32 dev eth0 scope link`, `route add default via ${gateway}`];
    const own = ["link set lo up", `address add ${address}/32 dev eth0`, "link set eth0 up"];
    await batch([...own, ...way], id);
    await run(["ip", "netns", "exec", id, "nft", "-f", "-"], table);
    const args = ["netns", "exec", id, join(this.#programs, "probe"), "echo", String(answering)];
    this.#processes.start({ name: id, program: "ip", args });
  }

  /** Which of them come about, in their order. */
  async reached({ id }: Place, trials: readonly Trial[]): Promise<readonly boolean[]> {
    const script = new URL("connect.ts", import.meta.url).pathname;
    const argv = [process.execPath, ...process.execArgv, script] as const;
    const answer = await run(["ip", "netns", "exec", id, ...argv], JSON.stringify(trials));
    return JSON.parse(answer) as boolean[];
  }

  /** Takes them all away, and their links with them. */
  async remove(): Promise<void> {
    // Programs that still end keep their namespace, and with it this link.
    await succeeds(["ip", "link", "delete", "to-node"]);
    await batch(this.#names.map((name) => `netns delete ${name}`));
  }

  async #addNamespace(name: string): Promise<void> {
    await run(["ip", "netns", "add", name]);
    this.#names.push(name);
  }
}

async function batch(lines: readonly string[], namespace?: string): Promise<void> {
  const at = namespace === undefined ? [] : ["-netns", namespace];
  await run(["ip", ...at, "-batch", "-"], lines.join("\n"));
}
