import { execFileSync, spawnSync } from "node:child_process";
import { styleText } from "node:util";
import { linkPackages, projectFiles } from "../support/packages.ts";
import { placeFleet } from "./place.ts";

/** What init would look for on this computer and its network. */
const said = Object.entries({
  "--domain": "somebody.example",
  "--email": "me@somebody.example",
  "--network": "192.168.77.0/24",
  "--gateway": "192.168.77.1",
  "--dns": "192.168.77.1",
  "--dhcp": "192.168.77.100-192.168.77.199",
  "--nodes": "192.168.77.10",
  "--repository": "https://git.somebody.example/me/fleet.git",
}).flat();

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
    this.#mustRun("init", "--yes", ...said);
    this.#mustRun("synth");
    this.#commit("a fleet of somebody's own");
  }

  /** Runs the gate, with all tests or as a fork has it; whether it passed, with the tree as clean as it was. */
  isGreen(isWhole: boolean): boolean {
    const passed = [...(isWhole ? ["test"] : []), "check"].map((command) => this.#run(command));
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
