import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Fleet } from "../../lib/model/cluster.ts";
import { pinTag } from "../../lib/emit/pin.ts";
import type { PlannedFile } from "../../lib/emit/planned-file.ts";
import { write } from "../../lib/emit/write.ts";

const run = promisify(execFile);
const publishCommand = fileURLToPath(new URL("../../scripts/commands/publish.ts", import.meta.url));

/** A pin that an Application of the clone's commit names. */
export interface OriginPin {
  /** Of the Application. */
  readonly name: string;
  readonly commit: string;
  readonly tag: string;
}

/** The fleet's git repository as its server has it, and a clone to work in. */
export class Origin {
  /** The clone; commands of the project may run in it. */
  readonly clone: string;
  readonly branch: string;
  readonly #bare: string;

  private constructor(clone: string, bare: string, branch: string) {
    this.clone = clone;
    this.#bare = bare;
    this.branch = branch;
  }

  /** An empty repository that `root` serves under the path of the fleet's URL. */
  static async create({ repository }: Fleet, root: string, clone: string): Promise<Origin> {
    const bare = join(root, new URL(repository.url).pathname);
    mkdirSync(bare, { recursive: true });
    const origin = new Origin(clone, bare, repository.branch);
    await run("git", ["init", "--quiet", "--bare", "--initial-branch", repository.branch, bare]);
    await origin.#clone();
    return origin;
  }

  /** A second person's clone. */
  async again(clone: string): Promise<Origin> {
    const other = new Origin(clone, this.#bare, this.branch);
    await other.#clone();
    return other;
  }

  async #clone(): Promise<void> {
    await run("git", ["clone", "--quiet", this.#bare, this.clone]);
    for (const [key, value] of Object.entries({ "user.name": "e2e", "user.email": "e2e@test" }))
      await this.git("config", key, value);
  }

  /** Makes dist/ of the clone hold these files and commits that; returns the commit. */
  async commit(files: readonly PlannedFile[], message: string): Promise<string> {
    await write(join(this.clone, "dist"), files);
    await this.git("add", "--all", "dist");
    await this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** `npm run publish`: the pins that are missing, then the branch. Returns what it says. */
  async publish(...args: readonly string[]): Promise<string> {
    const argv = [...process.execArgv, publishCommand, ...args];
    const { stdout, stderr } = await run(process.execPath, argv, { cwd: this.clone });
    return `${stdout}${stderr}`;
  }

  /** The server drops what no ref of it leads to, as it does in time. */
  async forget(): Promise<void> {
    await run("git", ["-C", this.#bare, "gc", "--quiet", "--prune=now"]);
  }

  /** The pins of a commit, and no branch. */
  async pushPins(commit = "HEAD"): Promise<void> {
    await this.publish("--remote", "origin", "--pins", commit);
  }

  /** Makes the pins of HEAD in the clone, and pushes them to nobody. */
  async makePins(): Promise<void> {
    const aside = `${this.#bare}.aside`;
    await run("git", ["init", "--quiet", "--bare", aside]);
    await this.publish("--remote", aside, "--pins", "HEAD");
  }

  /** The pins of HEAD for a cluster. */
  async pins(cluster: string): Promise<OriginPin[]> {
    const pattern = "targetRevision: refs/tags/pin/";
    const lines = await this.git("grep", pattern, "HEAD", "--", `dist/${cluster}/apps`);
    const line = /([^/]+)\.yaml:.*\/([0-9a-f]{40})/g;
    return Array.from(lines.matchAll(line), ([, name, commit]) => ({
      name: name!,
      commit: commit!,
      tag: pinTag(cluster, name!, commit!),
    }));
  }

  /** The branch, and no pins. */
  async pushBranch(...options: readonly string[]): Promise<void> {
    await this.git("push", "--quiet", ...options, "origin", `HEAD:refs/heads/${this.branch}`);
  }

  /** Undoes the newest commit by another; publishes nothing. */
  async revert(): Promise<string> {
    await this.git("revert", "--no-edit", "HEAD");
    return this.git("rev-parse", "HEAD");
  }

  /** Any command of git in the clone. */
  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("git", ["-C", this.clone, ...args]);
    return stdout.trim();
  }
}
