import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { onceBack } from "../process/away.ts";
import { failure } from "../tell/failure.ts";
import type { Result } from "../process/program.ts";
import { runProgram } from "../process/program.ts";
import type { Input, Program } from "../run/step.ts";
import { accessOptions } from "./access.ts";
import { isUnknown, lastLine, unreachable } from "./words.ts";

export interface Asking {
  /** Standard input. Never among the arguments: what stands there may be a secret. */
  readonly input?: string;
  /** For the API server to answer; 30 by default. */
  readonly timeoutSeconds?: number;
}

/** Argo CD's own name: what it finds applied under it is its own already. */
const manager = "argocd-controller";

/** kubectl on one cluster, as the user runs it: with their kubeconfig, whatever it takes to log in. */
export class Kubectl {
  readonly cluster: Cluster;
  readonly #signal: AbortSignal | undefined;
  readonly #patience: number | undefined;

  /** How long the API server may be away; a minute by default. Who only looks passes 0: that it is away is an answer. */
  constructor(cluster: Cluster, signal?: AbortSignal, patienceSeconds?: number) {
    this.cluster = cluster;
    this.#signal = signal;
    this.#patience = patienceSeconds;
  }

  /** For a program: it does not wait for ever. */
  argv(...args: readonly string[]): string[] {
    return this.#argv(args, 30);
  }

  /** As a line that a person can run. */
  line(...args: readonly string[]): string {
    return ["kubectl", ...accessOptions(this.cluster), ...args].join(" ");
  }

  /** What kubectl says, once. Throws only when it is not there. */
  async try(args: readonly string[], { input, timeoutSeconds = 30 }: Asking = {}): Promise<Result> {
    const result = await runProgram({
      argv: this.#argv(args, timeoutSeconds),
      // Several requests may be one command.
      timeoutSeconds: timeoutSeconds + 30,
      ...(input !== undefined && { input }),
      ...(this.#signal && { signal: this.#signal }),
    });
    if (result.exitCode !== 127) return result;
    throw failure("here", "kubectl is not on the PATH; see: npm run doctor");
  }

  /** Throws only when kubectl does not get as far as an answer of the cluster. */
  async ask(args: readonly string[], asking?: Asking): Promise<Result> {
    const attempt = (): Promise<Result> => this.try(args, asking);
    const result = await onceBack(attempt, this.#signal, this.#patience);
    const message = unreachable(result, this.cluster);
    if (message) throw failure(this.cluster.name, message);
    return result;
  }

  async run(args: readonly string[], asking?: Asking): Promise<string> {
    const { exitCode, stdout, stderr } = await this.ask(args, asking);
    if (exitCode === 0) return stdout;
    const message = `"${this.line(...args)}" fails: ${lastLine(stderr)}; run it by hand to see more`;
    throw failure(this.cluster.name, message);
  }

  /** An object, or a List of them; undefined when it, its namespace or its kind is not there. */
  async get<Found>(...args: readonly string[]): Promise<Found | undefined> {
    const asked = ["get", ...args, "--output=json"];
    const { exitCode, stdout, stderr } = await this.ask(asked);
    if (exitCode === 0) return JSON.parse(stdout) as Found;
    if (isUnknown(stderr)) return undefined;
    const message = `"${this.line(...asked)}" fails: ${lastLine(stderr)}; run it by hand to see more`;
    throw failure(this.cluster.name, message);
  }

  /** The objects of some kinds in all namespaces; undefined when the cluster does not know one of them. */
  async list<Item>(...kinds: readonly string[]): Promise<Item[] | undefined> {
    return (await this.get<{ items: Item[] }>(kinds.join(","), "--all-namespaces"))?.items;
  }

  /** Makes the objects what they are in the input. */
  apply(input: Input): Program {
    const apply = ["apply", "--server-side", "--force-conflicts", `--field-manager=${manager}`];
    return { argv: this.argv(...apply, "--filename=-"), input, timeoutSeconds: 120 };
  }

  /** Whether the cluster has the objects as they are given. */
  async isApplied(objects: readonly Manifest[]): Promise<boolean> {
    if (objects.length === 0) return true;
    const diff = ["diff", "--server-side", "--force-conflicts", `--field-manager=${manager}`];
    const { exitCode } = await this.try([...diff, "--filename=-"], { input: listOf(objects) });
    return exitCode === 0;
  }

  #argv(args: readonly string[], timeoutSeconds: number): string[] {
    const access = accessOptions(this.cluster);
    return ["kubectl", ...access, `--request-timeout=${timeoutSeconds}s`, ...args];
  }
}

/** Several objects as one text, which kubectl reads at once. */
export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
