import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "./program.ts";

/**
 * What kubectl says of an API server that starts again or has too much to do, and what that says of an etcd that elects
 * a leader.
 */
const away =
  /connection refused|was refused - did you|unexpected EOF|TLS handshake timeout|connection reset by peer|client connection lost|Client\.Timeout exceeded|etcdserver: |currently unable to handle the request/;

/** A server that joins lets the others elect anew, and one that is upgraded takes the address of the cluster along. */
const patienceSeconds = 60;

/** The result of kubectl, which is run again while the API server is away for a moment. */
export async function onceBack(
  run: () => Promise<Result>,
  signal?: AbortSignal,
  seconds = patienceSeconds,
): Promise<Result> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const result = await run();
    const { exitCode, stderr } = result;
    if (exitCode === 0 || !away.test(stderr) || performance.now() > end) return result;
    await sleep(1000, undefined, signal && { signal });
  }
}

export function isKubectl([program = "", word]: readonly string[]): boolean {
  const name = program.split("/").at(-1);
  return name === "kubectl" || (name === "k3s" && word === "kubectl");
}
