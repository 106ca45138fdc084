import type { Cluster } from "../../lib/model/cluster.ts";
import type { FleetError } from "../../lib/problem.ts";
import { failure } from "../run/failure.ts";
import type { Result } from "../run/program.ts";
import { runProgram } from "../run/program.ts";
import { accessCommand, accessOptions } from "./access.ts";

export interface Asking {
  /** Standard input. Never among the arguments: what stands there may be a secret. */
  readonly input?: string;
  /** 30 by default. */
  readonly timeoutSeconds?: number;
}

/** kubectl on one cluster, as the user runs it: with their kubeconfig, whatever it takes to log in. */
export class Kubectl {
  readonly cluster: Cluster;
  readonly #signal: AbortSignal | undefined;

  constructor(cluster: Cluster, signal?: AbortSignal) {
    this.cluster = cluster;
    this.#signal = signal;
  }

  argv(...args: readonly string[]): readonly string[] {
    return ["kubectl", ...accessOptions(this.cluster), ...args];
  }

  /** The same as a line that a person can run. */
  line(...args: readonly string[]): string {
    return this.argv(...args).join(" ");
  }

  /** Throws only when kubectl does not get as far as an answer of the cluster. */
  async ask(args: readonly string[], { input, timeoutSeconds = 30 }: Asking = {}): Promise<Result> {
    const argv = this.argv("--request-timeout", `${timeoutSeconds}s`, ...args);
    const result = await runProgram({
      argv,
      timeoutSeconds: timeoutSeconds + 10,
      ...(input !== undefined && { input }),
      ...(this.#signal && { signal: this.#signal }),
    });
    const message = unreachable(result, this.cluster);
    if (message) throw failure(this.cluster.name, message);
    return result;
  }

  async run(args: readonly string[], asking?: Asking): Promise<string> {
    const { exitCode, stdout, stderr } = await this.ask(args, asking);
    if (exitCode === 0) return stdout;
    throw this.#refused(args, stderr);
  }

  /** The objects of some kinds in all namespaces; undefined when the cluster does not know one of them. */
  async list<Item>(...kinds: readonly string[]): Promise<Item[] | undefined> {
    const args = ["get", kinds.join(","), "--all-namespaces", "--output", "json"];
    const { exitCode, stdout, stderr } = await this.ask(args);
    if (exitCode === 0) return (JSON.parse(stdout) as { items: Item[] }).items;
    if (isUnknownKind(stderr)) return undefined;
    throw this.#refused(args, stderr);
  }

  /** One object, or undefined when it, its namespace or its kind is not there. */
  async get<Item>(kind: string, name: string, namespace?: string): Promise<Item | undefined> {
    const within = namespace === undefined ? [] : ["--namespace", namespace];
    const args = ["get", kind, name, ...within, "--ignore-not-found", "--output", "json"];
    const { exitCode, stdout, stderr } = await this.ask(args);
    if (exitCode === 0) return stdout.trim() === "" ? undefined : (JSON.parse(stdout) as Item);
    if (isUnknownKind(stderr)) return undefined;
    throw this.#refused(args, stderr);
  }

  #refused(args: readonly string[], stderr: string): FleetError {
    const why = lastLine(stderr);
    return failure(
      this.cluster.name,
      `"${this.line(...args)}" fails: ${why}; run it by hand to see more`,
    );
  }
}

function isUnknownKind(stderr: string): boolean {
  return stderr.includes("the server doesn't have a resource type");
}

/** kubectl's last words, without its name for them. */
export function lastLine(stderr: string): string {
  const line = stderr.trim().split("\n").at(-1) ?? "";
  return line.replace(/^(error|Error from server[^:]*): /, "").replace(/\.$/, "");
}

/** What keeps kubectl from asking the cluster at all, with what to do; undefined when nothing does. */
function unreachable({ exitCode, stderr, isLate }: Result, cluster: Cluster): string | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === 127) return 'kubectl is not on the PATH; "npm run doctor" says how to get it';
  if (
    /context .* does not exist|context was not found|no such file or directory|no configuration has been provided/.test(
      stderr,
    )
  )
    return `nothing leads there (${lastLine(stderr)}); "${accessCommand(cluster)}" writes its kubeconfig`;
  if (isLate)
    return `the API server does not answer in time; "npm run doctor" says what is reachable`;
  if (/Unable to connect|connection refused|was refused|no such host|i\/o timeout/.test(stderr))
    return `the API server does not answer (${lastLine(stderr)}); "npm run doctor" says what is reachable`;
  if (/must be logged in|Unauthorized/.test(stderr))
    return `the API server does not accept your credentials; "${accessCommand(cluster)}" writes new ones`;
  return undefined;
}
