import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kubectl } from "../../../scripts/kube/kubectl.ts";
import { createReport } from "../../../scripts/tell/report.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import type { Step } from "../../../scripts/run/step.ts";
import { runSteps } from "../../../scripts/run/steps.ts";
import type { ApiServer } from "../api-server.ts";
import { startEtcd } from "../api-server.ts";
import { startControlPlane } from "../control-plane.ts";
import { startNetwork } from "../network.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import type { Context } from "./scenario.ts";

export interface Alone {
  readonly server: ApiServer;
  /** As the bootstrap has it; every name leads to the same server. */
  readonly kubectl: (name: string) => Kubectl;
  /** Runs the steps of a command. */
  readonly run: (steps: readonly Step[]) => Promise<void>;
}

/** One real control plane that commands take for each of these clusters, the first one's own, while `live` goes on. */
export async function onControlPlane(
  context: Context,
  [name, ...others]: readonly [string, ...string[]],
  live: (alone: Alone) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "strata-e2e-alone-"));
  const processes = new Processes(directory);
  const network = await startNetwork(directory);
  const { signal } = new AbortController();
  const named = (wanted: string) => context.fleet.clusters.find((one) => one.name === wanted)!;
  try {
    const tools = await buildTools(context.say);
    const [port, peerPort] = [await network.portFor(3379), await network.portFor(3380)];
    const common = { tools, directory, processes, network };
    const etcd = startEtcd(common, { port, peerPort });
    const server = await startControlPlane(named(name), { ...common, etcd });
    // Where the commands look for it, and the kubectl that they find.
    mkdirSync(join(directory, "strata"));
    for (const one of [name, ...others])
      symlinkSync(server.kubeconfig, join(directory, "strata", `${one}.kubeconfig`));
    process.env["XDG_CONFIG_HOME"] = directory;
    process.env["PATH"] = `${tools}:${process.env["PATH"]}`;
    const report = createReport(false, false);
    const ssh = new Ssh({ knownHosts: "", sockets: tmpdir() });
    await live({
      server,
      kubectl: (wanted) => new Kubectl(named(wanted), signal),
      run: (steps) => runSteps(steps, { ssh, report, isDryRun: false, signal, pollSeconds: 0.2 }),
    });
  } finally {
    processes.stopAll();
    network.close();
  }
  rmSync(directory, { recursive: true, force: true });
}
