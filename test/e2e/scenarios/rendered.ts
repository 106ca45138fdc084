import { FleetError } from "../../../lib/problem.ts";
import { withRevision } from "../change.ts";
import { filesOf } from "../plans.ts";
import { settled } from "../settle.ts";
import { print, renderedCluster, requireRenderedOrder, withRendered } from "./rendered-fleet.ts";
import type { Scenario } from "./scenario.ts";

/** A cluster that never had another delivery. */
export const rendered: Scenario = {
  name: "rendered",
  seconds: 60,
  shows: "a cluster whose charts are rendered at synth is installed in order",

  async run(context) {
    const { say } = context;
    const fleet = withRevision(context.fleet, renderedCluster, "pinned");
    const environment = await context.start({ fleet, clusters: [renderedCluster] });
    const wanted = withRendered(fleet);
    const printed = await print(environment, wanted, say);
    const files = filesOf(wanted, printed);
    requireNoCharts(files.filter(({ path }) => path.startsWith(`${renderedCluster}/apps/`)));

    await environment.origin.commit(files, "install");
    await environment.origin.publish();
    const since = performance.timeOrigin + performance.now();
    await environment.applyRoots();
    await settled(environment, 900, wanted);
    const objects = [...printed.values()].flatMap(({ objects: made }) => made).length;
    say(`${printed.size} charts stand there as ${objects} plain objects`);
    await requireRenderedOrder(environment, wanted, printed, { say, span: { since } });
  },
};

/** Or Argo CD would render them, and the order of their objects would be its own. */
function requireNoCharts(applications: readonly { path: string; content: string }[]): void {
  const charts = applications
    .filter(({ path, content }) => /^ +chart: /m.test(content) && !path.endsWith("/argo-cd.yaml"))
    .map(({ path }) => ({ place: "rendered", message: `${path} has a chart` }));
  if (charts.length > 0) throw new FleetError(charts);
}
