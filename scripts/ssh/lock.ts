import { hostname, userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { FleetError } from "../../lib/problem.ts";
import { failure } from "../tell/failure.ts";
import type { LockFile, LockSession } from "./lock-session.ts";
import { openLock } from "./lock-session.ts";
import type { Machine } from "./machine.ts";
import { lookWith } from "./machine.ts";
import type { Ssh } from "./ssh.ts";

export interface LockOptions extends Partial<LockFile> {
  /** How long a machine may be away, as when it starts again; 300 by default. */
  readonly absenceSeconds?: number;
}

export interface Lock {
  /** Aborted when the lock is lost: the machine is gone, or somebody else has taken it meanwhile. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/** Throws when somebody else is at work there, with who and since when. `purpose` is the command. */
export async function lock(
  ssh: Ssh,
  machine: Machine,
  purpose: string,
  options: LockOptions = {},
): Promise<Lock> {
  const { path = "/run/strata.lock", silenceSeconds = 60, absenceSeconds = 300, onWait } = options;
  const file = { path, silenceSeconds, ...(onWait && { onWait }) };
  // The connection and its problems come first.
  await ssh.run(machine, { argv: ["true"], timeoutSeconds: 30 });
  const owner = `${purpose}, started by ${userInfo().username} on ${hostname()} at ${new Date().toISOString()}`;
  const open = (): Promise<LockSession> => openLock(ssh, machine, owner, file);
  const lost = new AbortController();
  const released = new AbortController();
  let session = await open();
  if (session.state !== "held") throw refusal(machine, session);
  void keep();
  return {
    signal: lost.signal,
    async release() {
      released.abort();
      await session.end();
    },
  };

  /** Takes it again after each break, until the machine has been away for too long. */
  async function keep(): Promise<void> {
    let brokeAt = Infinity;
    while (!released.signal.aborted) {
      if (session.state === "held") {
        await session.ended;
        brokeAt = performance.now();
      }
      if (released.signal.aborted) return;
      const isLong = performance.now() - brokeAt > absenceSeconds * 1000;
      if (session.state === "in use" || isLong) return lost.abort(lossOf(machine, session));
      await sleep(500, undefined, { signal: released.signal }).catch(() => {});
      if (!released.signal.aborted) session = await open();
    }
    if (session.state === "held") await session.end();
  }
}

function refusal(machine: Machine, session: LockSession): FleetError {
  return failure(
    machine.name,
    session.state === "in use"
      ? `is in use by "${session.said()}"; wait until that has ended, or end it there`
      : `cannot be locked: ${session.said()}; look there with: ${lookWith(machine, "df /run")}`,
  );
}

function lossOf(machine: Machine, session: LockSession): FleetError {
  const why =
    session.state === "in use"
      ? `was lost to "${session.said()}"`
      : `was lost with the connection (${session.said()})`;
  return failure(machine.name, `its lock ${why}; run this again, it goes on where it was`);
}

/** All of them or none, in the order of their names. */
export async function lockAll(
  ssh: Ssh,
  machines: readonly Machine[],
  purpose: string,
  optionsOf: (machine: Machine) => LockOptions = () => ({}),
): Promise<Lock> {
  const sorted = machines.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const attempts = await Promise.allSettled(
    sorted.map((machine) => lock(ssh, machine, purpose, optionsOf(machine))),
  );
  const held = attempts.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const release = async (): Promise<void> =>
    void (await Promise.all(held.map((one) => one.release())));
  const refused = attempts.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  if (refused.length > 0) {
    await release();
    throw joined(refused);
  }
  return { signal: AbortSignal.any(held.map(({ signal }) => signal)), release };
}

/** All that is known to be wrong, at once; an error that nobody foresaw goes first. */
function joined(errors: readonly unknown[]): unknown {
  const known = errors.filter((error) => error instanceof FleetError);
  if (known.length < errors.length) return errors.find((error) => !known.includes(error as never));
  return new FleetError(known.flatMap(({ problems }) => problems));
}
