import { delimiter, join } from "node:path";
import { existsSync } from "node:fs";
import { renderCharts } from "../../../lib/helm/render.ts";
import type { FoundCharts } from "../../../lib/helm/request.ts";
import { chartRequests } from "../../../lib/helm/request.ts";
import { archiveName, archivePath } from "../../../lib/helm/store.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Environment } from "../environment.ts";
import { filesOf, planOf, planRendered } from "../plans.ts";
import { requirePrograms } from "../prerequisites.ts";
import { cgroupRefusal, removeLeftOvers } from "../real-nodes/cgroups.ts";
import { buildControllers, controllerImages } from "../real-nodes/controller-images.ts";
import {
  autoscaleProofs,
  certificateProofs,
  claimProofs,
  sealedProofs,
} from "../real-nodes/controller-proofs.ts";
import { controllersFleet, controllersName } from "../real-nodes/controllers.ts";
import { prove, Pods } from "../real-nodes/pods.ts";
import { seal } from "../real-nodes/seal.ts";
import { buildNodeTools } from "../real-nodes/tools.ts";
import { settled } from "../settle.ts";
import { buildTools, cacheDirectory } from "../tools.ts";
import type { Context, Scenario } from "./scenario.ts";

const secret = "kept under seal";

/** Controllers that build from Go modules, on real nodes, as Strata renders them from their real charts. */
export const controllers: Scenario = {
  name: "controllers",
  seconds: 240,
  shows:
    "controllers do their work on real nodes, with the rights and settings of their components",
  needsNamespaces: true,
  needsCharts: true,
  isLong: true,
  refusal: () => cgroupRefusal(),
  async prepare(say) {
    requirePrograms("nodes");
    await removeLeftOvers();
    await buildNodeTools(say);
    await buildControllers(say);
  },

  cleanUp: () => removeLeftOvers(),

  async run(context) {
    const { say } = context;
    const tools = await buildTools(say);
    process.env["PATH"] = [tools, process.env["PATH"]].join(delimiter);
    const fleet = controllersFleet();
    // Of the fleet with all of it: what comes later finds its images there.
    const whole = await render(controllersFleet("sealed"), context);
    const manifests = planOf(whole.fleet.clusters[0]!).components.flatMap((one) => one.manifests);
    const built = { nodes: await buildNodeTools(say), controllers: await buildControllers(say) };
    const images = await controllerImages(manifests, built);
    const first = await render(fleet, context);
    say(`${first.found.size} charts are rendered`);
    const environment = await context.start({
      fleet,
      clusters: [controllersName],
      realNodes: { images },
    });
    const { kube, kubeconfig } = environment.clusters.get(controllersName)!;
    const pods = new Pods(kube, kubeconfig, tools);
    await push(environment, first, "install");
    await environment.applyRoots();
    await settled(environment, 240);
    say("every controller is Healthy");

    await prove("cert-manager", certificateProofs(pods));
    say("cert-manager: a certificate is issued by an own authority, a bad one is refused");
    await prove("local-path", claimProofs(pods));
    say("local-path: a database keeps its data in another pod");
    await prove("metrics-server", autoscaleProofs(pods));
    say("metrics-server: an autoscaler adds a pod to a busy app");

    const sealed = await seal(secret, { programs: built.controllers, kubeconfig });
    environment.fleet = controllersFleet(sealed);
    await push(environment, await render(environment.fleet, context), "a sealed Secret");
    await environment.refresh();
    await settled(environment, 120);
    await prove("sealed-secrets", sealedProofs(pods, secret));
    say("sealed-secrets: what kubeseal sealed is a Secret that an app reads");
  },
};

interface Rendered {
  readonly fleet: Fleet;
  readonly found: FoundCharts;
}

/**
 * What the real charts make, with the real Helm. Archives are taken as they are: those that were put together from their
 * sources have digests of their own.
 */
async function render(fleet: Fleet, { charts: store = "" }: Context): Promise<Rendered> {
  const requests = chartRequests(fleet).map((request) => {
    const { digest: _, ...chart } = request.chart;
    return { ...request, chart };
  });
  const missing = requests
    .filter(({ chart }) => !existsSync(archivePath(store, chart)))
    .map(({ chart }) => ({
      place: "controllers",
      message: `${archiveName(chart)} is not in ${store}; pull it with: npm run charts -- pull ${chart.name}`,
    }));
  if (missing.length > 0) throw new FleetError(missing);
  const cache = join(cacheDirectory(), "rendered");
  const { found, problems } = await renderCharts(requests, { store, cache, parallel: 2 });
  if (problems.length > 0) throw new FleetError(problems);
  planRendered(fleet.clusters[0]!, found);
  return { fleet, found };
}

async function push(
  { origin }: Environment,
  { fleet, found }: Rendered,
  message: string,
): Promise<void> {
  await origin.commit(filesOf(fleet, found), message);
  await origin.publish();
}
