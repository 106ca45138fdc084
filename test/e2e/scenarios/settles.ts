import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetOf } from "../../support/fleet.ts";
import { startEtcd } from "../api-server.ts";
import { startControllers } from "../control-plane.ts";
import { startNetwork } from "../network.ts";
import { Processes } from "../processes.ts";
import { compare } from "../settles/run.ts";
import { buildTools } from "../tools.ts";
import type { Scenario } from "./scenario.ts";

/** Changed objects of a run, beside all of dist/ and of the samples. */
const count = 300;

/** Beside an environment that runs: a control plane of its own, without nodes. */
export const settles: Scenario = {
  name: "settles",
  seconds: 60,
  shows: "what never settles is told, and nothing else: all of dist/ settles",

  async run({ seed, say }) {
    const directory = mkdtempSync(join(tmpdir(), "strata-e2e-settles-"));
    const processes = new Processes(directory);
    const network = await startNetwork(directory);
    try {
      const tools = await buildTools(say);
      const [port, peerPort] = [await network.portFor(3379), await network.portFor(3380)];
      const common = { tools, directory, processes, network };
      const etcd = startEtcd(common, { port, peerPort });
      const controllers = ["--kube-api-qps=200", "--kube-api-burst=400"];
      const [cluster] = fleetOf().clusters;
      const { kube } = await startControllers(cluster!, {
        ...common,
        etcd,
        controllers,
        isScaling: true,
      });
      await compare(kube, { count, seed, say });
    } finally {
      processes.stopAll();
      network.close();
    }
    rmSync(directory, { recursive: true, force: true });
  },
};
