import { failure } from "../tell/failure.ts";
import { runProgram } from "../process/program.ts";

/** What `k3d cluster list --output json` says of a cluster. */
interface Listed {
  readonly name: string;
  readonly serversRunning: number;
  readonly serversCount: number;
  readonly agentsRunning: number;
  readonly agentsCount: number;
}

export type State = "absent" | "stopped" | "running";

/** Whether a cluster is there. Throws when k3d or its container runtime is not. */
export async function stateOf(cluster: string): Promise<State> {
  const argv = ["k3d", "cluster", "list", "--output", "json"];
  const { exitCode, stdout, stderr } = await runProgram({ argv });
  if (exitCode === 127)
    throw failure("local", 'k3d is not on the PATH; "npm run doctor" says how to get it');
  if (exitCode !== 0) {
    const why = stderr.trim().split("\n").at(-1) ?? "";
    throw failure("local", `"${argv.join(" ")}" fails: ${why}; does docker run?`);
  }
  const found = (JSON.parse(stdout) as Listed[]).find(({ name }) => name === cluster);
  if (!found) return "absent";
  const { serversRunning, serversCount, agentsRunning, agentsCount } = found;
  return serversRunning === serversCount && agentsRunning === agentsCount ? "running" : "stopped";
}

/** Whether containers can be started on this computer. */
export async function hasContainers(): Promise<boolean> {
  const { exitCode } = await runProgram({
    argv: ["docker", "version", "--format", "{{.Server.Version}}"],
    timeoutSeconds: 20,
  });
  return exitCode === 0;
}
