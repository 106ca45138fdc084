import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { coreKinds } from "../kubernetes/schema/catalogue.ts";
import type { Archive } from "./archive.ts";
import type { Cache } from "./cache/cache.ts";
import { reasonOf } from "./failure.ts";
import type { ChartRequest } from "./request.ts";
import { Interrupted, Shell } from "./shell.ts";

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
  const todo = `install Helm ${oldest.join(".")} or newer (https://helm.sh/docs/intro/install)`;
  if (found === undefined) return `helm is not on the PATH; ${todo}`;
  const program = realpathSync(found);
  const { size, mtimeMs } = statSync(program);
  // Asking Helm takes longer than reading everything that is rendered already.
  const asked = cache.remember(["helm", program, size, mtimeMs], () => askVersion(program));
  const version = await asked.catch((error: unknown) => {
    if (error instanceof Interrupted) return error;
    throw error;
  });
  if (version instanceof Interrupted)
    return `${program} does not say its version: ${version.message}; ${todo}`;
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
  const { output, error } = await run(
    program,
    ["version", "--template", "{{ .Version }}"],
    "",
    program,
  );
  // What fails once may be well the next time.
  if (error !== undefined) throw new Interrupted(error);
  return output.trim();
}

/** Prints a chart. Nothing of this computer takes part: no plugins, no repositories, no cluster, no time zone. */
export function template(helm: Helm, archive: Archive, request: ChartRequest): Promise<Output> {
  const { releaseName, namespace, kubernetesVersion, values, skipsCrds } = request;
  const args = ["template", releaseName, archive.path, "--namespace", namespace];
  args.push(skipsCrds ? "--skip-crds" : "--include-crds");
  args.push("--skip-tests", "--kube-version", kubernetesVersion, "--values", "-");
  if (archive.asksNetwork()) args.push("--skip-schema-validation");
  const served = servedVersions(request);
  if (served.length > 0) args.push("--api-versions", served.join(","));
  return run(helm.program, args, JSON.stringify(values), archive.path);
}

/** As a cluster says it: with the built-in kinds, of which Helm alone knows versions without kinds. */
function servedVersions({ minor, apiVersions }: ChartRequest): readonly string[] {
  const kinds = coreKinds(minor);
  const versions = kinds.map((kind) => kind.slice(0, kind.lastIndexOf("/")));
  return [...new Set([...versions, ...kinds, ...apiVersions])].sort();
}

interface Output {
  readonly output: string;
  /** Of a run that failed: why, on one line. */
  readonly error?: string;
}

/** Those that wait for something to do: as many as there were programs at once. */
const idle: Shell[] = [];

/** Throws an Interrupted. */
async function run(
  program: string,
  args: readonly string[],
  input: string,
  archive: string,
): Promise<Output> {
  const shell = idle.pop() ?? new Shell(environment());
  const { code, output, errors } = await shell.run([program, ...args], input, 120);
  idle.push(shell);
  return code === 0 ? { output } : { output, error: reasonOf(errors, archive) ?? `code ${code}` };
}

function environment(): NodeJS.ProcessEnv {
  const nowhere = "/nonexistent";
  return {
    PATH: process.env["PATH"],
    HOME: nowhere,
    TZ: "UTC",
    // A quarter of its time would go into cleaning up memory that it gives back a moment later; others run beside it.
    GOGC: "off",
    GOMEMLIMIT: "256MiB",
    GOMAXPROCS: "1",
    // Helm carries kubectl, which reads its translations at each start: the default ones take a fifth of the time of a
    // small chart. Into this language next to nothing is translated, and of Helm's own words nothing at all.
    LANG: "fr_FR.UTF-8",
    HELM_CACHE_HOME: nowhere,
    HELM_CONFIG_HOME: nowhere,
    HELM_DATA_HOME: nowhere,
    KUBECONFIG: nowhere,
  };
}
