import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pinOf, pinTag, treeHash } from "../../lib/emit/pin.ts";
import { marker } from "../../lib/emit/yaml.ts";

export const project = fileURLToPath(new URL("../..", import.meta.url));

/** A process that has ended. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

const identity = { name: "somebody", email: "somebody@example.com" };

/** Nothing of the machine's git configuration, and none of the variables of a surrounding hook. */
export const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GIT|CI|GITHUB|GITLAB)_/.test(name)),
  ),
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: identity.name,
  GIT_AUTHOR_EMAIL: identity.email,
  GIT_COMMITTER_NAME: identity.name,
  GIT_COMMITTER_EMAIL: identity.email,
};

export function run(directory: string, command: string, args: readonly string[], more = {}): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: directory,
    env: { ...environment, ...more },
    encoding: "utf8",
  });
  if (error) throw error;
  return { status, output: `${stdout}${stderr}`.trimEnd() };
}

export function git(directory: string, ...args: string[]): string {
  const { status, output } = run(directory, "git", args);
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${output}`);
  return output;
}

const script = join(project, "scripts/commands/publish.ts");

export function publish(directory: string, args: readonly string[] = [], more = {}): Ended {
  return run(directory, process.execPath, [script, ...args], more);
}

/** Does not wait for it, so that two can run at once. */
export function publishing(
  directory: string,
  args: readonly string[] = [],
  more = {},
): Promise<Ended> {
  const env = { ...environment, ...more };
  const child = spawn(process.execPath, [script, ...args], { cwd: directory, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}

/** A directory with a server, whose log holds the push options and refs that it received, in order. */
export function makeServer(): string {
  const directory = mkdtempSync(join(tmpdir(), "publish-"));
  const server = join(directory, "server.git");
  git(directory, "init", "--quiet", "--bare", "--initial-branch=main", server);
  git(server, "config", "receive.advertisePushOptions", "true");
  git(server, "config", "receive.denyDeleteCurrent", "ignore");
  addHook(server, "pre-receive", 'echo "options $GIT_PUSH_OPTION_COUNT $GIT_PUSH_OPTION_0" >>log');
  addHook(server, "update", 'echo "$1" >>log');
  return directory;
}

export function addHook(server: string, name: string, line: string): void {
  mkdirSync(join(server, "hooks"), { recursive: true });
  writeFileSync(join(server, "hooks", name), `#!/bin/sh\n${line}\n`);
  chmodSync(join(server, "hooks", name), 0o755);
}

export function serverLog(directory: string): string[] {
  const log = join(directory, "server.git", "log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}

/** The pins and branches that the server has. */
export function refsOf(directory: string): string[] {
  const refs = git(join(directory, "server.git"), "for-each-ref", "--format=%(refname)");
  return refs.split("\n").filter(Boolean);
}

export function clone(directory: string, name: string, ...args: string[]): string {
  git(directory, "clone", "--quiet", ...args, `file://${directory}/server.git`, name);
  return join(directory, name);
}

export function write(directory: string, path: string, content: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}

/** Writes an Application of the cluster `edge` and its folder as synth does; returns the tag of its pin. */
export function writeApplication(directory: string, name: string, data: string): string {
  const files = ["ConfigMap-one.yaml", "ConfigMap-two.yaml"].map((file) => ({
    name: file,
    content: `${marker}kind: ConfigMap\ndata: ${data}\n`,
  }));
  const folder = `dist/edge/apps-layer/${name}`;
  const pin = pinOf({ cluster: "edge", application: name, folder, tree: treeHash(files) });
  for (const file of files) write(directory, `${folder}/${file.name}`, file.content);
  write(
    directory,
    `dist/edge/apps/${name}.yaml`,
    `${marker}kind: Application
spec:
  sources:
    - repoURL: https://charts.example
      chart: ${name}
      targetRevision: "1.2.3"
    - repoURL: https://git.example/fleet.git
      targetRevision: refs/tags/${pinTag("edge", name, pin)}
      ref: pin
    - repoURL: https://git.example/fleet.git
      path: ${folder}
      targetRevision: "${pin}"
      directory:
        recurse: true
`,
  );
  return pinTag("edge", name, pin);
}

/** The commit that the tag of a pin stands for. */
export function commitOf(pin: string | undefined): string {
  return pin!.slice(-40);
}

export function writeRoot(
  directory: string,
  branch: string,
  repository = "https://git.example/fleet.git",
): void {
  const source = `  source:\n    repoURL: ${repository}\n    path: dist/edge/apps\n    targetRevision: refs/heads/${branch}\n`;
  write(directory, "dist/edge/root.yaml", `${marker}kind: Application\nspec:\n${source}`);
}

export function commit(directory: string, message: string): string {
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--allow-empty", "--message", message);
  return git(directory, "rev-parse", "HEAD");
}

/** A clone with two pinned Applications, committed and not pushed. */
export function makeFleet(directory: string): { fleet: string; pins: string[] } {
  const fleet = clone(directory, "fleet");
  writeRoot(fleet, "main");
  const pins = ["alpha", "beta"].map((name) => writeApplication(fleet, name, "first"));
  commit(fleet, "first");
  return { fleet, pins };
}
