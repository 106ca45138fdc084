import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { create } from "tar";
import { afterEach, beforeEach } from "vitest";
import { digestOf } from "../../lib/helm/store.ts";
import { openRepositories, type RepositoryOptions } from "../../scripts/charts/repositories.ts";
import type { ArchiveEntry, LockedChart } from "../../scripts/import/lock.ts";

/** Holds everything of one test. */
export let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "charts-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A path in the test's directory. */
export function at(...path: readonly string[]): string {
  return join(directory, ...path);
}

export function write(path: string, text: string | Uint8Array): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  return at(path);
}

export interface Demo {
  readonly name?: string;
  readonly version?: string;
  /** Beside Chart.yaml, whose further lines stand under its own name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The archive of a chart, as `helm package` makes it. */
export function archiveOf({ name = "demo", version = "1.2.3", files = {} }: Demo = {}): Buffer {
  const source = mkdtempSync(at("source-"));
  const head = `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "4.10"\n`;
  const all = { ...files, "Chart.yaml": head + (files["Chart.yaml"] ?? "") };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(source, name, path)), { recursive: true });
    writeFileSync(join(source, name, path), text);
  }
  const file = join(source, "chart.tgz");
  create({ sync: true, gzip: true, portable: true, cwd: source, file }, [name]);
  return readFileSync(file);
}

/** An entry of the lock, with the digest of an archive or without one. */
export function locked(repository: string, archive?: Buffer, demo: Demo = {}): ArchiveEntry {
  const { name = "demo", version = "1.2.3" } = demo;
  const digest = archive && digestOf(archive);
  return { name, repository, version, ...(digest ? { digest } : {}) };
}

export function writeLock(list: readonly LockedChart[]): string {
  const entries = list.map((chart) =>
    Object.entries(chart).map(([key, value], i) => `${i === 0 ? "-" : " "} ${key}: ${value}\n`),
  );
  return write("charts.lock.yaml", `# Our charts.\n${entries.flat().join("")}`);
}

/** What was said before each new attempt. */
export const retried: string[] = [];

/** Repositories as the commands open them, but in a hurry. */
export function repositories(options: Partial<RepositoryOptions> = {}) {
  retried.length = 0;
  return openRepositories({
    // No files of whoever runs the tests.
    environment: { HELM_CONFIG_HOME: at("helm"), DOCKER_CONFIG: at("docker") },
    patience: { retries: 2, waitSeconds: 0.01, onRetry: (line) => retried.push(line) },
    timeoutSeconds: 1,
    isPlain: true,
    ...options,
  });
}

/** The files of the store. */
export function stored(): string[] {
  try {
    return readdirSync(at("store")).toSorted();
  } catch {
    return [];
  }
}

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run charts -- …` on the test's lock and store. */
export function charts(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return command("charts", [...args, "--retries", "1", "--timeout", "2"], environment);
}

/** Not synchronous: the servers are in this process. */
export async function command(
  name: "charts" | "import",
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = start(name, args, environment);
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].on("data", (chunk: Buffer) => (text[stream] += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, ...text };
}

export function start(
  name: "charts" | "import",
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const script = fileURLToPath(new URL(`../../scripts/commands/${name}.ts`, import.meta.url));
  const places = ["--lock", at("charts.lock.yaml"), "--store", at("store")];
  const target = [name === "charts" ? "--imports" : "--to", at("imports")];
  return spawn(process.execPath, [...process.execArgv, script, ...args, ...places, ...target], {
    env: {
      ...process.env,
      HELM_CONFIG_HOME: at("helm"),
      DOCKER_CONFIG: at("docker"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
