import type { Cluster } from "../../lib/model/cluster.ts";
import type { Result } from "../process/program.ts";
import { accessCommand } from "./access.ts";

/** kubectl's last words, without its name for them. */
export function lastLine(stderr: string): string {
  const line = stderr.trim().split("\n").at(-1) ?? "";
  return line.replace(/^(error|Error from server[^:]*): /, "").replace(/\.$/, "");
}

/** Whether what was asked for is not there, or nothing of its kind can be. */
export function isUnknown(stderr: string): boolean {
  return /NotFound|the server doesn't have a resource type|no matches for kind/.test(stderr);
}

/** What keeps kubectl from asking the cluster at all, with what to do; undefined when nothing does. */
export function unreachable(
  { exitCode, stderr, isLate }: Result,
  cluster: Cluster,
): string | undefined {
  if (exitCode === 0) return undefined;
  if (
    /context .* does not exist|context was not found|no such file or directory|no configuration has been provided/.test(
      stderr,
    )
  )
    return `nothing leads there (${lastLine(stderr)}); "${accessCommand(cluster)}" writes its kubeconfig`;
  if (isLate)
    return `the API server does not answer in time; "npm run doctor" says what is reachable`;
  if (/Unable to connect|connection refused|was refused|no such host|i\/o timeout/.test(stderr))
    return `the API server does not answer (${lastLine(stderr)}); "npm run doctor" says what is reachable`;
  if (/must be logged in|Unauthorized/.test(stderr))
    return `the API server does not accept your credentials; "${accessCommand(cluster)}" writes new ones`;
  return undefined;
}
