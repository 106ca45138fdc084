import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Cache } from "./cache.ts";
import type { ChartRequest } from "./request.ts";

/** Helm on this computer. */
export interface Helm {
  readonly program: string;
  /** `v4.3.1`. */
  readonly version: string;
}

/** The oldest version whose output was compared with Argo CD's. */
const oldest = [3, 18] as const;

/** Looks for Helm on the PATH; a text says what is wrong with what is there. */
export async function findHelm(cache: Cache): Promise<Helm | string> {
  const found = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((directory) => join(directory, "helm"))
    .find(isExecutable);
  const todo = `install Helm ${oldest.join(".")} or newer (https://helm.sh/docs/intro/install), or set charts of the cluster to delivery "helm"`;
  if (found === undefined) return `helm is not on the PATH; ${todo}`;
  const program = realpathSync(found);
  const { size, mtimeMs } = statSync(program);
  // Asking Helm takes longer than reading everything that is rendered already.
  const version = await cache.remember(["helm", program, size, mtimeMs], () => askVersion(program));
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return `${program} answers "${version}", which is no version; ${todo}`;
  const isOld =
    Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]);
  return isOld ? `${program} is ${version}; ${todo}` : { program, version };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function askVersion(program: string): Promise<string> {
  const { output } = await run(program, ["version", "--template", "{{ .Version }}"], "");
  return output.trim();
}

/** Prints a chart. Nothing of this computer takes part: no plugins, no repositories, no cluster, no time zone. */
export function template(helm: Helm, archive: string, request: ChartRequest): Promise<Output> {
  const { releaseName, namespace, kubernetesVersion, apiVersions, values } = request;
  const args = ["template", releaseName, archive, "--namespace", namespace, "--include-crds"];
  args.push("--skip-tests", "--kube-version", kubernetesVersion, "--values", "-");
  if (apiVersions.length > 0) args.push("--api-versions", apiVersions.join(","));
  return run(helm.program, args, JSON.stringify(values));
}

/** That Helm did not come to an end, which says nothing of the chart. */
export class Interrupted extends Error {}

interface Output {
  readonly output: string;
  /** Of a run that failed: Helm's last line. */
  readonly error?: string;
}

function run(program: string, args: readonly string[], input: string): Promise<Output> {
  const nowhere = "/nonexistent";
  const env = {
    PATH: process.env["PATH"],
    HOME: nowhere,
    TZ: "UTC",
    // A quarter of its time would go into cleaning up memory that it gives back a moment later; others run beside it.
    GOGC: "off",
    GOMEMLIMIT: "256MiB",
    GOMAXPROCS: "1",
    HELM_CACHE_HOME: nowhere,
    HELM_CONFIG_HOME: nowhere,
    HELM_DATA_HOME: nowhere,
    KUBECONFIG: nowhere,
  };
  return new Promise((resolve, reject) => {
    const options = { env, maxBuffer: 256 * 1024 * 1024, timeout: 120_000 };
    const child = execFile(program, args, options, (error, output, errors) => {
      if (!error) return resolve({ output });
      if (error.killed) return reject(new Interrupted("it takes longer than 2 minutes"));
      if (typeof error.code !== "number")
        return reject(new Interrupted(`it ended with ${error.signal ?? error.code}`));
      resolve({ output, error: errors.trim().split("\n").at(-1) || error.message });
    });
    // A chart that is refused at once closes its end.
    child.stdin!.on("error", () => {});
    child.stdin!.end(input);
  });
}
