import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Problem } from "../../lib/problem.ts";
import { failure } from "../tell/failure.ts";
import { accessOptions } from "../kube/access.ts";
import { holdersOf } from "./port-holders.ts";
import type { ProcessMark } from "./process-mark.ts";
import { isAlive, terminate } from "./process-mark.ts";
import type { ForwardState } from "./state.ts";
import { logPath, readState, removeState } from "./state.ts";
import type { Orders } from "./supervisor.ts";
import type { Targets } from "./targets.ts";

const program = fileURLToPath(new URL("supervise.ts", import.meta.url));
const openSeconds = 20;
const endSeconds = 10;

/** Starts what does not run yet, and waits until each port is open or kubectl said why not. */
export async function start({ cluster, forwards }: Targets): Promise<void> {
  const running = readState(cluster.name);
  const serving = running?.supervisor ? running.forwards.map(({ forward }) => forward) : [];
  const added = forwards.filter(({ name }) => !serving.some((one) => one.name === name));
  if (added.length > 0) {
    await stop(cluster.name);
    const all = [...serving, ...added];
    launch({ cluster: cluster.name, access: accessOptions(cluster), forwards: all });
  }
  const end = Date.now() + openSeconds * 1000;
  while (Date.now() < end) {
    const states = readState(cluster.name)?.forwards ?? [];
    const isTold = ({ openSince, error }: ForwardState): boolean =>
      openSince !== undefined || error !== undefined;
    if (states.length > 0 && states.every(isTold)) return;
    await sleep(100);
  }
}

function launch(orders: Orders): void {
  const log = logPath(orders.cluster);
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, "w", 0o600);
  const child = spawn(process.execPath, [...process.execArgv, program], {
    detached: true,
    stdio: ["pipe", output, output],
  });
  closeSync(output);
  child.stdin!.end(JSON.stringify(orders));
  child.unref();
}

/** Ends the supervisor and every kubectl of it, those too that outlived it. Whether there was anything. */
export async function stop(cluster: string): Promise<boolean> {
  const state = readState(cluster);
  if (!state) return false;
  const { supervisor, forwards } = state;
  const marks = [supervisor, ...forwards.map(({ kubectl }) => kubectl)].filter(
    (mark) => mark !== undefined,
  );
  // The supervisor first: it would start the others anew.
  if (supervisor) await ended([supervisor]);
  await ended(marks.filter((mark) => mark !== supervisor));
  removeState(cluster);
  return marks.length > 0;
}

async function ended(marks: readonly ProcessMark[]): Promise<void> {
  for (const mark of marks) terminate(mark);
  const end = Date.now() + endSeconds * 1000;
  while (marks.some(isAlive)) {
    if (Date.now() > end) {
      const left = marks.filter(isAlive).map(({ pid }) => pid);
      const message = `process ${left.join(", ")} does not end; end it with: kill -9 ${left.join(" ")}`;
      throw failure("forward", message);
    }
    await sleep(20);
  }
}

/** One forward as it is now. */
export interface Status extends ForwardState {
  readonly cluster: string;
  /** Whether somebody starts it again when it breaks off. */
  readonly isSupervised: boolean;
}

export function statusOf(cluster: string): readonly Status[] {
  const state = readState(cluster);
  const isSupervised = state?.supervisor !== undefined;
  return (state?.forwards ?? []).map((one) => ({ ...one, cluster, isSupervised }));
}

/** What keeps a forward from being open: another program at its port, or what kubectl said. */
export function problemsOf(states: readonly Status[]): Problem[] {
  const closed = states.filter(({ openSince }) => openSince === undefined);
  const holders = holdersOf(closed.map(({ forward }) => forward.localPort));
  return closed.map(({ cluster, forward, error, isSupervised }) => {
    const place = `${cluster}/${forward.name}`;
    const { localPort } = forward;
    const holder = holders.get(localPort);
    if (holder) {
      const who = holder.pid === undefined ? "" : ` (process ${holder.pid})`;
      const message = `port ${localPort} is held by "${holder.program}"${who}; end that, the forward takes the port as soon as it is free`;
      return { place, message };
    }
    if (!isSupervised) {
      const message = `port ${localPort} is closed: what kept it open was ended; open it again with: npm run forward -- restart ${cluster}`;
      return { place, message };
    }
    const why = error ?? "kubectl has not said anything yet";
    const message = `port ${localPort} is closed: ${why}; it is tried again, look further with: npm run health -- ${cluster}`;
    return { place, message };
  });
}
