import type { Cluster } from "../../lib/model/cluster.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { onceBack } from "../run/away.ts";
import { failure } from "../run/failure.ts";
import { accessOptions } from "../kube/access.ts";
import type { Result } from "../run/program.ts";
import { runProgram } from "../run/program.ts";
import type { Input, Program } from "../run/step.ts";

/** Argo CD's own name: what it finds applied under it is its own already. */
const manager = "argocd-controller";

/** kubectl of this computer, with the kubeconfig that the bootstrap fetched. */
export class Kubectl {
  readonly cluster: Cluster;
  readonly #signal: AbortSignal;

  constructor(cluster: Cluster, signal: AbortSignal) {
    this.cluster = cluster;
    this.#signal = signal;
  }

  argv(...args: string[]): string[] {
    return ["kubectl", ...accessOptions(this.cluster), "--request-timeout=30s"].concat(args);
  }

  async try(args: readonly string[], input?: string): Promise<Result> {
    const argv = this.argv(...args);
    const given = input === undefined ? {} : { input };
    const result = await runProgram({ argv, ...given, signal: this.#signal });
    if (result.exitCode !== 127) return result;
    throw failure("here", "kubectl is not on the PATH; see: npm run doctor");
  }

  /** An object, or nothing when it or its kind is not there. */
  async get<Found>(...args: string[]): Promise<Found | undefined> {
    const attempt = (): Promise<Result> => this.try(["get", ...args, "--output=json"]);
    const { exitCode, stdout, stderr } = await onceBack(attempt, this.#signal);
    if (exitCode === 0) return JSON.parse(stdout) as Found;
    if (/NotFound|the server doesn't have a resource type|no matches for kind/.test(stderr))
      return undefined;
    const last = stderr.trim().split("\n").at(-1);
    const message = `kubectl get ${args.join(" ")} failed: ${last}; look with: ${this.argv("get", "nodes").join(" ")}`;
    throw failure(this.cluster.name, message);
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
    const { exitCode } = await this.try([...diff, "--filename=-"], listOf(objects));
    return exitCode === 0;
  }
}

/** Several objects as one text, which kubectl reads at once. */
export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
