import { FleetError } from "../../lib/problem.ts";
import type { Application } from "../kube/application.ts";
import { runProgram } from "../process/program.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";
import type { Pin } from "./pins.ts";
import { nameOf, short, refOf } from "./pins.ts";
import type { Refs } from "./remote.ts";
import { defaultRemote, listRefs, refsIn } from "./remote.ts";
import { standingOf } from "./standing.ts";

/** What the git server has, as this clone reaches it. */
export interface GitServer {
  /** Name of the remote. */
  readonly remote: string;
  /** Absent where it cannot be asked. */
  readonly refs?: Refs;
  /** Why it cannot. */
  readonly lack?: string;
}

type Known = Omit<Pin, "folder" | "tree">;

/** Asks the remote that the fleet's branch is pulled from. It may be away: that is an answer, and nobody is asked for a password. */
export async function readServer(branch: string, signal: AbortSignal): Promise<GitServer> {
  const remote = remoteOf(branch);
  const { exitCode, stdout, stderr, isLate } = await runProgram({
    argv: ["git", "-C", process.cwd(), ...listRefs, "--", remote],
    env: { GIT_TERMINAL_PROMPT: "0" },
    timeoutSeconds: 20,
    signal,
  });
  if (exitCode === 0) return { remote, refs: refsIn(stdout) };
  const said =
    shown(stderr)
      .split("\n")
      .find((line) => line.trim() !== "") ?? "it says nothing";
  return { remote, lack: isLate ? "no answer in 20 s" : said.replace(/^fatal: /, "") };
}

/** `origin` too where this is no clone: that it is none is said by asking. */
function remoteOf(branch: string): string {
  try {
    return defaultRemote(branch);
  } catch (error) {
    if (error instanceof Refusal || error instanceof FleetError) return "origin";
    throw error;
  }
}

/** The pins that an Application of a cluster has in its spec now. */
export function livePins(cluster: string, application: string, { spec }: Application): Known[] {
  const { source, sources = source ? [source] : [] } = spec;
  return sources.flatMap(({ path, targetRevision = "" }) =>
    path !== undefined && /^[0-9a-f]{40}$/.test(targetRevision)
      ? [{ cluster, application, commit: targetRevision }]
      : [],
  );
}

/** What is the matter with a pin on the git server, in words; undefined when nothing is. */
export function troubleOf(pin: Known, { remote, refs }: GitServer): string | undefined {
  if (!refs) return undefined;
  const standing = standingOf(pin, refs);
  if (standing === "gone")
    return `${nameOf(pin)} is not on ${remote}: it was never pushed, or somebody deleted it`;
  if (standing === "there") return undefined;
  return `${nameOf(pin)} stands on ${short(refs.get(refOf(pin))!)} on ${remote}, which is not that pin: somebody moved or made it; nothing of that is deployed`;
}
