import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Problem } from "../../../lib/problem.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Kube, KubeObject } from "../kube.ts";
import { until } from "../wait.ts";

/** How a command in a container ended. */
export interface Said {
  readonly isGood: boolean;
  /** What it printed, and what it printed as errors. */
  readonly text: string;
}

/** The pods of a cluster, from inside and outside. */
export class Pods {
  readonly kube: Kube;
  readonly #kubectl: readonly string[];

  /** `tools`: the directory that kubectl is in. */
  constructor(kube: Kube, kubeconfig: string, tools: string) {
    this.kube = kube;
    this.#kubectl = [join(tools, "kubectl"), `--kubeconfig=${kubeconfig}`];
  }

  /** Those of an app that nobody has told to end, by name. */
  async of(namespace: string, app: string): Promise<readonly KubeObject[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${app}`);
    const found = await this.kube.list(
      `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`,
    );
    return found
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  /** Runs a command in a container: the app's own in its first pod, or that of a sidecar, or of another pod. */
  async exec(
    app: string,
    command: readonly string[],
    { namespace = app, container = app, index = 0 } = {},
  ): Promise<Said> {
    const pod = (await this.of(namespace, app))[index];
    if (!pod) return { isGood: false, text: `no pod of ${namespace}/${app}` };
    const where = [
      `--namespace=${namespace}`,
      "exec",
      pod.metadata.name,
      `--container=${container}`,
    ];
    const [program, ...args] = [...this.#kubectl, ...where, "--", ...command];
    return promisify(execFile)(program!, args, { timeout: 30_000 }).then(
      ({ stdout }) => ({ isGood: true, text: stdout.trim() }),
      ({ stdout, stderr }: { stdout: string; stderr: string }) => {
        return { isGood: false, text: `${stdout}${stderr}`.trim() };
      },
    );
  }

  /** What a shell in a container prints. */
  async shell(app: string, script: string, where?: Parameters<Pods["exec"]>[2]): Promise<string> {
    return (await this.exec(app, ["sh", "-c", script], where)).text;
  }
}

/** A promise: what is found has to be what is wanted. */
export interface Proof {
  readonly what: string;
  readonly found: () => Promise<string>;
  readonly wanted: string | RegExp;
  /** In which it comes to hold; 10 by default. */
  readonly seconds?: number;
}

/** In which a change reaches every node. */
const arrivalSeconds = 10;

/** Fails with a line for each promise that does not come to hold. */
export async function prove(place: string, proofs: readonly Proof[]): Promise<void> {
  const problems: Problem[] = [];
  for (const { what, found, wanted, seconds = arrivalSeconds } of proofs) {
    let text = "";
    const holds = async (): Promise<boolean> => {
      text = await found();
      return typeof wanted === "string" ? text === wanted : wanted.test(text);
    };
    await until(what, holds, seconds).catch(() => {
      const message = `${what}: ${JSON.stringify(text)}; it had to be ${wanted}`;
      problems.push({ place, message });
    });
  }
  if (problems.length > 0) throw new FleetError(problems);
}
