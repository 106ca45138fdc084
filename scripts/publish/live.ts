import type { Fleet } from "../../lib/model/cluster.ts";
import type { Application } from "../kube/application.ts";
import type { Result } from "../process/program.ts";
import { runProgram } from "../process/program.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";
import { areDifferent } from "./address.ts";
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

/**
 * Asks the remote that the fleet's branch is pulled from. That it is away, or is not what Argo CD reads, is an answer;
 * nobody is asked for a password.
 */
export async function readServer(
  { url, branch }: Fleet["repository"],
  signal: AbortSignal,
): Promise<GitServer> {
  const remote = remoteOf(branch);
  const git = async (...args: string[]): Promise<Result> =>
    runProgram({
      argv: ["git", "-C", process.cwd(), ...args],
      env: { GIT_TERMINAL_PROMPT: "0" },
      timeoutSeconds: 20,
      signal,
    });
  const address = (await git("remote", "get-url", remote)).stdout.trim();
  if (areDifferent(address, url))
    return { remote, lack: `it is ${shown(address)}, and Argo CD reads ${shown(url)}` };
  const { exitCode, stdout, stderr, isLate } = await git(...listRefs, "--", remote);
  if (exitCode === 0) return { remote, refs: refsIn(stdout) };
  const said = shown(stderr)
    .split("\n")
    .find((line) => line.trim() !== "");
  return {
    remote,
    lack: isLate ? "no answer in 20 s" : (said ?? "it says nothing").replace(/^fatal: /, ""),
  };
}

/** `origin` too where this is no clone: that it is none is said by asking. */
function remoteOf(branch: string): string {
  try {
    return defaultRemote(branch);
  } catch (error) {
    if (error instanceof Refusal) return "origin";
    throw error;
  }
}

/** The pins that an Application of a cluster names in its spec now, by their tags. */
export function livePins(cluster: string, application: string, { spec }: Application): Known[] {
  const { source, sources = source ? [source] : [] } = spec;
  return sources.flatMap(({ targetRevision = "" }) => {
    const commit = /^refs\/tags\/pin\/.+\/([0-9a-f]{40})$/.exec(targetRevision)?.[1];
    return commit === undefined ? [] : [{ cluster, application, commit }];
  });
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
