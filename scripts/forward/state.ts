import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Forward } from "../../lib/model/scope.ts";
import type { ProcessMark } from "./process-mark.ts";
import { isAlive } from "./process-mark.ts";

/** One forward as its supervisor last saw it. */
export interface ForwardState {
  readonly forward: Forward;
  /** Of the kubectl that serves it. */
  readonly kubectl?: ProcessMark;
  /** Since when the port is open, RFC 3339; absent while it is not. */
  readonly openSince?: string;
  readonly restarts: number;
  /** kubectl's last words. */
  readonly error?: string;
}

/** What a supervisor writes down, for those who look. Whether it is so is for the process table to say. */
export interface SupervisorState {
  readonly supervisor: ProcessMark;
  readonly forwards: readonly ForwardState[];
}

/** One file for each cluster; the supervisor's log stands beside it. */
function directory(): string {
  const states = process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  return join(states, "strata", "forward");
}

export function statePath(cluster: string): string {
  return join(directory(), `${cluster}.json`);
}

export function logPath(cluster: string): string {
  return join(directory(), `${cluster}.log`);
}

export function writeState(cluster: string, state: SupervisorState): void {
  const path = statePath(cluster);
  mkdirSync(directory(), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeState(cluster: string): void {
  rmSync(statePath(cluster), { force: true });
}

/** What was written down, with every process that is gone left out; undefined when there is nothing. */
export function readState(cluster: string):
  | {
      readonly supervisor?: ProcessMark;
      readonly forwards: readonly ForwardState[];
    }
  | undefined {
  let state: SupervisorState;
  try {
    state = JSON.parse(readFileSync(statePath(cluster), "utf8")) as SupervisorState;
  } catch {
    // Not there, or cut off by a full disk: either way nobody stands behind it.
    return undefined;
  }
  const forwards = state.forwards.map(({ kubectl, openSince, ...rest }) =>
    kubectl && isAlive(kubectl) ? { ...rest, kubectl, openSince } : rest,
  );
  const { supervisor } = state;
  return { ...(isAlive(supervisor) && { supervisor }), forwards };
}

/** Names of the clusters that something was written down of. */
export function knownClusters(): string[] {
  try {
    return readdirSync(directory())
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length))
      .sort();
  } catch {
    return [];
  }
}
