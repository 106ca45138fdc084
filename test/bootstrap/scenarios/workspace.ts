import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { placeFleet } from "../../fleets/place.ts";
import { linkPackages, projectFiles } from "../../support/packages.ts";
import { asDocumented } from "../documented.ts";
import type { Operator } from "../hosts/operator.ts";

/** How a command of Strata ended. */
export interface Ended {
  /** 137 after SIGKILL. */
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

export interface RunOptions {
  readonly input?: string;
  /** Beside what the operator's shell has. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Has what kills the command when it has begun. */
  onStart?(kill: () => void): void;
  /** Sees each line of standard output while the command runs, and may kill it. */
  onLine?(line: string, kill: () => void): void;
}

/** A clone of the repository on the operator's computer, with a fleet of test/ and the operator's key in its data. */
export class Workspace {
  /** Commands of all clones that ended well, as documents have them. */
  static readonly ended = new Set<string>();
  readonly directory: string;
  /** Where each command's output is kept, in the order of their ends. */
  readonly #kept: string;
  #count = 0;
  readonly #env: NodeJS.ProcessEnv;

  /** `environment` is what the operator's shell has beside the key. */
  constructor(
    directory: string,
    operator: Operator,
    changes: readonly Change[] = [],
    environment: NodeJS.ProcessEnv = {},
  ) {
    this.directory = join(directory, "clone-of-operator");
    this.#kept = join(directory, "commands");
    for (const folder of [this.directory, this.#kept]) mkdirSync(folder);
    execFileSync("cp", ["--parents", "--", ...projectFiles(), this.directory]);
    linkPackages(this.directory);
    placeFleet(this.directory, "house");
    execFileSync(process.execPath, [...process.execArgv, "scripts/commands/synth.ts"], {
      cwd: this.directory,
    });
    const { publicKey, identityFile, home } = operator;
    for (const named of [/"ssh-ed25519 [^"]*"/, /"age1[^"]*"/])
      this.change("clusters/site.ts", named, JSON.stringify(publicKey));
    for (const [file, from, to] of changes) this.change(file, from, to);
    this.#env = {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, ".config"),
      STRATA_SSH_KEY: identityFile,
      NODE_COMPILE_CACHE: join(this.directory, "node_modules/.cache/node"),
      ...environment,
    };
  }

  /** Makes it a git repository with one commit, whose server is at `remote`. */
  commit(remote: string, branch: string): void {
    const git = (...args: string[]): void => this.#git(args);
    git("init", "--quiet", `--initial-branch=${branch}`);
    git("config", "user.name", "Operator");
    git("config", "user.email", "operator@example.org");
    git("add", "--all");
    git("commit", "--quiet", "--message", "as it is");
    git("remote", "add", "origin", remote);
  }

  /** Has synth write dist/ anew, and commits what changed. */
  async commitChange(message: string): Promise<void> {
    await this.must("synth");
    this.#git(["commit", "--quiet", "--all", "--message", message]);
  }

  #git(args: readonly string[]): void {
    execFileSync("git", args, { cwd: this.directory, env: this.#env });
  }

  /** Edits a file of the clone. Throws when it has no such text. */
  change(file: string, from: RegExp | string, to: string | ((text: string) => string)): void {
    const path = join(this.directory, file);
    const text = readFileSync(path, "utf8");
    const changed = text.replace(from, (found) => (typeof to === "string" ? to : to(found)));
    if (changed === text) throw new Error(`${file} has no ${String(from)}`);
    writeFileSync(path, changed);
  }

  /** `npm run <command> -- <words>`, without npm. */
  run(command: string, words: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const script = join(this.directory, "scripts/commands", `${command}.ts`);
    const child = spawn(process.execPath, [...process.execArgv, script, ...words], {
      cwd: this.directory,
      env: { ...this.#env, ...options.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const kill = (): void => void child.kill("SIGKILL");
    options.onStart?.(kill);
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    let [out, error, rest] = ["", "", ""];
    child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) options.onLine?.(line, kill);
    });
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        if (code === 0) Workspace.ended.add(asDocumented(command, words));
        const ended = { code: code ?? (signal === "SIGKILL" ? 137 : 143), out, error };
        this.#keep(`npm run ${command} -- ${words.join(" ")}`, ended);
        resolve(ended);
      });
    });
  }

  /** The same, which must end well. Returns the standard output. */
  async must(command: string, ...words: string[]): Promise<string> {
    return requireCode(0, await this.run(command, words), [command, ...words].join(" ")).out;
  }

  #keep(command: string, { code, out, error }: Ended): void {
    const file = `${String(++this.#count).padStart(3, "0")}.log`;
    const text = `$ ${command}\n${out}${error}ended with ${code}\n`;
    writeFileSync(join(this.#kept, file), text);
  }
}

/** File, text in it, and what stands there instead. */
export type Change = readonly [file: string, from: RegExp | string, to: string];

/** Throws, with all that it printed, what ended otherwise than it should; `what` names it. */
export function requireCode(code: number, ended: Ended, what: string): Ended {
  if (ended.code === code) return ended;
  const printed = `${ended.out}${ended.error}`;
  throw new Error(`${what} ended with ${ended.code} in place of ${code}\n${printed}`);
}
