import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiServer, startEtcd } from "../api-server.ts";
import type { Kube } from "../kube.ts";
import { freePort } from "../ports.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import type { Context } from "./scenario.ts";

/** Starts an API server of this name with nothing in it. */
export type StartEmpty = (name: string) => Promise<Kube>;

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
    await live(async (name) => {
      const place = { address: "127.0.0.1", port: await freePort() };
      const { kube } = await startApiServer({ ...common, ...place, name, etcd });
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
