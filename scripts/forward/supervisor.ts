import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Forward } from "../../lib/model/scope.ts";
import { lastLine } from "../kube/words.ts";
import { markOf } from "./process-mark.ts";
import type { ForwardState } from "./state.ts";
import { removeState, writeState } from "./state.ts";

/** What the supervisor of one cluster is told on its standard input. */
export interface Orders {
  readonly cluster: string;
  /** Options of kubectl that lead to the cluster. */
  readonly access: readonly string[];
  readonly forwards: readonly Forward[];
}

/** The wait before each try doubles up to this; a forward that held for a minute starts over. */
const longestWaitSeconds = 30;
const steadySeconds = 60;

/** Keeps one kubectl for each forward running, until told to stop. */
export class Supervisor {
  readonly #orders: Orders;
  readonly #states: ForwardState[];
  readonly #children = new Set<ChildProcess>();
  #isStopping = false;

  constructor(orders: Orders) {
    this.#orders = orders;
    this.#states = orders.forwards.map((forward) => ({ forward, restarts: 0 }));
  }

  start(): void {
    this.#write();
    this.#states.forEach((_, index) => this.#run(index, 1));
  }

  stop(): void {
    this.#isStopping = true;
    for (const child of this.#children) child.kill();
    removeState(this.#orders.cluster);
  }

  #run(index: number, waitSeconds: number): void {
    const { forward } = this.#states[index]!;
    const began = Date.now();
    const [program = "", ...args] = forwardArgv(this.#orders.access, forward);
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#children.add(child);
    const kubectl = child.pid === undefined ? undefined : markOf(child.pid);
    this.#change(index, { kubectl });
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      if (text.toString().includes("Forwarding from"))
        this.#change(index, { openSince: new Date().toISOString(), error: undefined });
    });
    child.stderr.on("data", (text: Buffer) => (said = `${said}${text.toString()}`.slice(-2000)));
    child.on("error", ({ message }) => (said = message));
    child.on("close", (code) => {
      this.#children.delete(child);
      if (this.#isStopping) return;
      const error = lastLine(said) || `kubectl ended with code ${code}`;
      console.log(`${new Date().toISOString()} ${forward.name}: ${error}`);
      const { restarts } = this.#states[index]!;
      this.#change(index, {
        kubectl: undefined,
        openSince: undefined,
        error,
        restarts: restarts + 1,
      });
      const wait = Date.now() - began > steadySeconds * 1000 ? 1 : waitSeconds;
      const again = Math.min(wait * 2, longestWaitSeconds);
      setTimeout(() => !this.#isStopping && this.#run(index, again), wait * 1000);
    });
  }

  #change(index: number, change: Partial<ForwardState>): void {
    this.#states[index] = { ...this.#states[index]!, ...change };
    this.#write();
  }

  #write(): void {
    if (this.#isStopping) return;
    writeState(this.#orders.cluster, {
      supervisor: markOf(process.pid)!,
      forwards: this.#states,
    });
  }
}

/** Listens on this computer alone, which is kubectl's default. */
export function forwardArgv(
  access: readonly string[],
  { service, namespace, localPort, port }: Forward,
): readonly string[] {
  const target = [`service/${service}`, `${localPort}:${port}`];
  return ["kubectl", ...access, "--namespace", namespace, "port-forward", ...target];
}
