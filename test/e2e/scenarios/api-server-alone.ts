import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiServer, startEtcd } from "../api-server.ts";
import type { Kube } from "../kube.ts";
import { freePort } from "../ports.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import type { Context } from "./scenario.ts";

/** Starts an API server of this name with nothing in it, and of Kubernetes' controllers those that are named. */
export type StartEmpty = (name: string, controllers?: readonly string[]) => Promise<Kube>;

/** One etcd, and API servers of their own in it, beside an environment that runs; they end with `live`. */
export async function withApiServers(
  { say }: Context,
  live: (start: StartEmpty, tools: string) => Promise<void>,
): Promise<void> {
  const tools = await buildTools(say);
  const directory = mkdtempSync(join(tmpdir(), "strata-e2e-servers-"));
  const processes = new Processes(directory);
  const stop = (): void => processes.stopAll();
  process.once("exit", stop);
  try {
    const common = { tools, directory, processes };
    const [port, peerPort] = [await freePort(), await freePort()];
    const etcd = startEtcd(common, { port, peerPort });
    await live(async (name, controllers = []) => {
      const place = { address: "127.0.0.1", port: await freePort() };
      const { kube, kubeconfig } = await startApiServer({ ...common, ...place, name, etcd });
      if (controllers.length > 0)
        processes.start({
          name: `${name}-kube-controller-manager`,
          program: join(tools, "kube-controller-manager"),
          args: [
            `--kubeconfig=${kubeconfig}`,
            "--leader-elect=false",
            "--bind-address=127.0.0.1",
            `--secure-port=${await freePort()}`,
            `--controllers=${controllers.join(",")}`,
            // A busy computer is slow, and by default so is the client: 20 requests a second.
            "--kube-api-qps=1000",
            "--kube-api-burst=1000",
            ...["deployment", "statefulset"].map((kind) => `--concurrent-${kind}-syncs=16`),
          ],
        });
      return kube;
    }, tools);
  } catch (error) {
    say(`logs of the API servers are in ${directory}`);
    throw error;
  } finally {
    stop();
    process.off("exit", stop);
  }
  rmSync(directory, { recursive: true, force: true });
}
