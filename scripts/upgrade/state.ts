import { existsSync, readFileSync, rmSync } from "node:fs";
import { git } from "../git/git.ts";
import { writeWhole } from "../import/output.ts";

/** An upgrade that is under way: what the next run needs to go on or to go back. */
export interface State {
  /** Of the release, `v1.2.3`. */
  readonly tag: string;
  readonly version: string;
  /** Of the release that the fleet stood on. */
  readonly from: string;
  /** Commits: the fleet's before, and the release's. */
  readonly before: string;
  readonly theirs: string;
  /** Files that both sides changed; undefined until git is done with merging. */
  readonly conflicts?: readonly string[];
}

const path = (): string => git("rev-parse", "--git-path", "strata-upgrade.json");

export function readState(): State | undefined {
  return existsSync(path()) ? (JSON.parse(readFileSync(path(), "utf8")) as State) : undefined;
}

export function writeState(state: State): void {
  writeWhole(path(), `${JSON.stringify(state, null, 2)}\n`);
}

export function removeState(): void {
  rmSync(path(), { force: true });
}

/** The tag of the commit that the upgrade began on. */
export function wayBack({ tag }: Pick<State, "tag">): string {
  return `before-upgrade/${tag}`;
}
