import { readFileSync } from "node:fs";
import { shellSync } from "../process/program.ts";

/** A process, told apart from a later one of the same number by when it started. */
export interface ProcessMark {
  readonly pid: number;
  readonly started: string;
}

/** When a process started, in the system's own words; undefined when there is none. */
function startOf(pid: number): string | undefined {
  return process.platform === "linux" ? startOnLinux(pid) : startByPs(pid);
}

/** The 22nd field of its stat, in ticks since the start of the system (proc_pid_stat(5)). */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isZombie = fields[0] === "Z";
    return isZombie
      ? undefined
      : `${fields[19]} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  return shellSync()`ps -o lstart= -p ${pid}`.stdout.trim() || undefined;
}

/** Undefined when the process is gone already. */
export function markOf(pid: number): ProcessMark | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isAlive({ pid, started }: ProcessMark): boolean {
  return startOf(pid) === started;
}

/** Ends this very process; one that took over its number is left alone. */
export function terminate(mark: ProcessMark): void {
  try {
    if (isAlive(mark)) process.kill(mark.pid, "SIGTERM");
  } catch {
    // It ended meanwhile.
  }
}
