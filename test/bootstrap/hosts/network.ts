import { spawnSync } from "node:child_process";
import type { Network } from "../../../lib/model/site.ts";
import { run } from "./run.ts";

const bridge = "home0";
/** Of cables so far: those of an earlier house are there until the kernel has cleared its hosts away. */
let count = 0;

/** A network of the site as one bridge; this side of it is the operator's computer. */
export class HomeNetwork {
  readonly #network: Network;

  /** Gives this side the operator's address, then the gateway's: hosts that are told to use one find it. */
  constructor(network: Network, operator: string) {
    this.#network = network;
    const [, bits = "24"] = network.cidr.split("/");
    ip([
      `link add ${bridge} type bridge`,
      `address add ${operator}/${bits} dev ${bridge}`,
      `address add ${network.gateway}/${bits} dev ${bridge}`,
      `link set ${bridge} up`,
    ]);
  }

  remove(): void {
    ip([`link delete ${bridge}`]);
  }

  /** Plugs in the computer whose first process is `pid`, as its eth0. Returns the cable. */
  plug(pid: number, address: string): Cable {
    const [, bits = "24"] = this.#network.cidr.split("/");
    const [here, there] = [`host${++count}`, `peer${count}`];
    ip([
      `link add ${here} type veth peer name ${there} address ${hardwareAddress(address)}`,
      `link set ${here} master ${bridge} up`,
      `link set ${there} netns ${pid}`,
    ]);
    ip(
      [
        `link set lo up`,
        `link set ${there} name eth0`,
        `address add ${address}/${bits} dev eth0`,
        `link set eth0 up`,
        `route add default via ${this.#network.gateway}`,
      ],
      pid,
    );
    return new Cable(here);
  }
}

/** Between a host and the network. */
export class Cable {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  pull(): void {
    ip([`link set ${this.#name} down`]);
  }

  /** Takes both ends away: the kernel lets a dead host answer until it finds the time to clean up behind it. */
  remove(): void {
    spawnSync("ip", ["link", "delete", this.#name]);
  }

  putBack(): void {
    ip([`link set ${this.#name} up`]);
  }
}

/** A machine keeps the one it has: who knows its address need not ask again when it comes back. */
function hardwareAddress(address: string): string {
  const bytes = [2, 0, ...address.split(".").map(Number)];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** Runs the words of several ip(8) commands, in the network of a process when one is given. */
function ip(lines: readonly string[], pid?: number): void {
  const inside = pid === undefined ? [] : ["nsenter", "--net", "--target", String(pid)];
  const [program = "", ...args] = [...inside, ...ipFromInput];
  run(program, args, `${lines.join("\n")}\n`);
}

const ipFromInput: readonly string[] = ["ip", "-batch", "-"];
