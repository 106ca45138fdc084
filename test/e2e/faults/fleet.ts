import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { archivePath } from "../../../lib/helm/store.ts";
import type { ArchivedChart } from "../../../lib/kubernetes/chart.ts";
import { importedChart } from "../../../lib/kubernetes/chart.ts";
import { formatProblems } from "../../../lib/problem.ts";
import type { ChartChanges } from "../../../lib/model/release.ts";
import { planFleet } from "../../../scripts/run/plan.ts";
import { component, fleetOf } from "../../support/fleet.ts";
import { faultyCharts } from "./charts.ts";

/** A component with a faulty chart. */
export interface Faulty {
  readonly fault: keyof typeof faultyCharts;
  readonly name?: string;
  readonly values?: object;
  readonly changes?: ChartChanges;
}

/** What synth says of a cluster with these components, and the files of their objects by name. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** The faulty charts bear the name of an imported one, which has values to set. */
const { name, repository, appVersion } = importedChart("kube-prometheus-stack") as ArchivedChart;

/** Renders them with the Helm that stands on the PATH, out of archives in the directory. */
export async function outcomeOf(directory: string, faulty: readonly Faulty[]): Promise<Outcome> {
  const store = mkdtempSync(join(directory, "store-"));
  const components = faulty.map((one, i) => placementOf(one, i, store));
  const fleet = fleetOf({
    // Nothing here is of the kinds that the small fleet's authority brings.
    cluster: { charts: { delivery: "rendered" }, components, ingress: undefined },
  });
  const cache = join(directory, "cache");
  const { files, problems } = await planFleet(fleet, {
    store,
    cache,
    parallel: 2,
    records: join(directory, "records"),
  });
  return {
    lines: problems.length === 0 ? [] : formatProblems(problems).split("\n").slice(0, -1),
    files: Object.fromEntries(
      files
        .filter(({ path }) => path.includes("/faulty"))
        .map(({ path, content }) => [path.split("/").slice(2).join("/"), content]),
    ),
  };
}

function placementOf(
  { fault, name: own = "faulty", values = {}, changes = {} }: Faulty,
  index: number,
  store: string,
): AnyPlacement {
  const chart = { name, repository, version: `1.0.${index}`, appVersion, crds: [] };
  writeChart(store, chart, faultyCharts[fault]);
  return component(own, {
    namespace: "faulty",
    chart,
    values: () => ({ ...values }),
    changes,
  });
}

function writeChart(
  store: string,
  chart: { readonly name: string; readonly version: string },
  template: string,
): void {
  const cwd = mkdtempSync(join(store, "unpacked-"));
  mkdirSync(join(cwd, name, "templates"), { recursive: true });
  const about = { apiVersion: "v2", name, version: chart.version };
  writeFileSync(join(cwd, name, "Chart.yaml"), JSON.stringify(about));
  writeFileSync(join(cwd, name, "values.yaml"), "grafana: {adminPassword: '', replicas: 1}\n");
  writeFileSync(join(cwd, name, "templates", "objects.yaml"), template);
  create({ cwd, file: archivePath(store, chart), gzip: true, sync: true }, [name]);
}
