import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiServer, startEtcd } from "../api-server.ts";
import { freePort } from "../ports.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import { run } from "../validator/run.ts";
import type { Scenario } from "./scenario.ts";

/** Beside an environment that runs; nothing but this scenario writes to its API server. */
export const validator: Scenario = {
  name: "validator",
  seconds: 16,
  shows: "Strata and the API server accept and refuse the same objects, all of dist/ included",

  async run({ seed, say }) {
    const tools = await buildTools(say);
    const directory = mkdtempSync(join(tmpdir(), "strata-e2e-validator-"));
    const processes = new Processes(directory);
    const stop = (): void => processes.stopAll();
    process.once("exit", stop);
    try {
      const common = { tools, directory, processes };
      const [port, peerPort] = [await freePort(), await freePort()];
      const etcd = startEtcd(common, { port, peerPort });
      const place = { address: "127.0.0.1", port: await freePort() };
      const { kube } = await startApiServer({ ...common, ...place, name: "validator", etcd });
      await run(kube, say, seed);
    } catch (error) {
      say(`logs of the API server are in ${directory}`);
      throw error;
    } finally {
      stop();
      process.off("exit", stop);
    }
    rmSync(directory, { recursive: true, force: true });
  },
};
