import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetOf } from "../../support/fleet.ts";
import { randomOf } from "../../lib/support/random.ts";
import { startEtcd } from "../api-server.ts";
import { casesOf } from "../capacity/cases.ts";
import { compare } from "../capacity/run.ts";
import { startControllers } from "../control-plane.ts";
import { startNetwork } from "../network.ts";
import { Processes } from "../processes.ts";
import { buildTools } from "../tools.ts";
import type { Scenario } from "./scenario.ts";

const clusters = 40;

/** Beside an environment that runs: a control plane of its own, without a kubelet. */
export const capacity: Scenario = {
  name: "capacity",
  seconds: 90,
  shows:
    "what is said to have no room the scheduler cannot place, what is said to have room it mostly can",

  async run({ seed, say }) {
    const directory = mkdtempSync(join(tmpdir(), "strata-e2e-capacity-"));
    const processes = new Processes(directory);
    const network = await startNetwork(directory);
    try {
      const tools = await buildTools(say);
      const [port, peerPort] = [await network.portFor(3379), await network.portFor(3380)];
      const common = { tools, directory, processes, network };
      const etcd = startEtcd(common, { port, peerPort });
      const [cluster] = fleetOf().clusters;
      // Nobody writes heartbeats of these nodes.
      const controllers = [
        "--node-monitor-grace-period=1h",
        "--kube-api-qps=100",
        "--kube-api-burst=200",
      ];
      const { kube } = await startControllers(cluster!, { ...common, etcd, controllers });
      await compare(kube, casesOf(randomOf(seed), clusters), say);
    } finally {
      processes.stopAll();
      network.close();
    }
    rmSync(directory, { recursive: true, force: true });
  },
};
