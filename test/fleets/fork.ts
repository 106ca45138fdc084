import { execFileSync, spawnSync } from "node:child_process";
import { styleText } from "node:util";
import { linkPackages, projectFiles } from "../support/packages.ts";
import { placeFleet } from "./place.ts";

/** A clone of the project as it is now, and of a release, as whoever forks it has one. */
export class Fork {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    execFileSync("cp", ["--parents", "--", ...projectFiles(), directory]);
    linkPackages(directory);
    this.#git("init", "--quiet", "--initial-branch=main");
    this.#git("config", "user.name", "Somebody");
    this.#git("config", "user.email", "somebody@example.org");
    // The one that this commit would be.
    this.#mustRun("check", "--release");
    this.#commit("release");
  }

  /** Has a fleet of test/fleets/ in the place of the one that was there, rendered and committed. */
  place(fleet: string): void {
    placeFleet(this.#directory, fleet);
    this.#mustRun("synth");
    this.#commit(`the fleet ${fleet}`);
  }

  /** Has what `npm run init` writes without a question. */
  initialize(): void {
    this.#mustRun("init", "--yes", "--repository", "https://git.example.org/fleet.git");
    this.#mustRun("synth");
    this.#commit("a fleet of somebody's own");
  }

  /** Runs the gate; whether it passed, with the tree as clean as it was. */
  isGreen(): boolean {
    const passed = ["test", "check"].map((command) => this.#run(command));
    const left = this.#git("status", "--porcelain");
    if (left !== "") console.error(`the gate changes files that are committed:\n${left}`);
    return passed.every(Boolean) && left === "";
  }

  #commit(message: string): void {
    this.#git("add", "--all");
    this.#git("commit", "--quiet", "--message", message);
  }

  #git(...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: this.#directory, encoding: "utf8" });
  }

  #mustRun(command: string, ...args: readonly string[]): void {
    if (!this.#run(command, ...args)) throw new Error(`npm run ${command} failed, see above`);
  }

  /** As somebody types it. */
  #run(command: string, ...args: readonly string[]): boolean {
    console.log(styleText("bold", `$ npm run ${[command, ...args].join(" ")}`));
    const argv = ["run", "--silent", command, "--", ...args];
    const { status } = spawnSync("npm", argv, { cwd: this.#directory, stdio: "inherit" });
    return status === 0;
  }
}
