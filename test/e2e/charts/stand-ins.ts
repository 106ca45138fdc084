import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { planCluster } from "../../../lib/plan.ts";
import type { Release } from "../../../lib/model/release.ts";
import type { Rendered } from "../../../lib/build/rendered.ts";
import { definitionOf, kindsOf, usedDefinitions } from "../definitions.ts";
import { deployerConfiguration, deployerDefinitions } from "./deployer.ts";
import { objectsOf } from "./objects.ts";

type Installed = Rendered & { readonly release: Release };

/**
 * Writes an archive for each chart of the fleet that makes what the fleet's releases of it declare: its custom
 * resource definitions, a workload for each kind of pod, Services and all else that other objects refer to.
 */
export function writeStandInCharts(
  fleet: Fleet,
  directory: string,
  { isBeforeBootstrap = false }: { readonly isBeforeBootstrap?: boolean } = {},
): void {
  const components = fleet.clusters.flatMap((cluster) => planCluster(cluster).components);
  const kinds = kindsOf(components);
  const installed = components.filter(
    (component): component is Installed => component.release !== undefined,
  );
  mkdirSync(directory, { recursive: true });
  for (const releases of Map.groupBy(installed, ({ release }) => release.chart.name).values())
    writeArchive(releases, kinds, directory, isBeforeBootstrap);
}

function writeArchive(
  installed: readonly Installed[],
  kinds: ReadonlySet<string>,
  directory: string,
  isBeforeBootstrap: boolean,
): void {
  const [{ release, placement }] = installed as [Installed];
  const isDeployer = placement?.definition.isDeployer === true;
  const { name, version } = release.chart;
  const folder = join(directory, name);
  const write = (path: string, content: string): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write("Chart.yaml", JSON.stringify({ apiVersion: "v2", name, version }));
  // Those of the deployer itself stand since the bootstrap, in the version that runs.
  if (!release.crdsAtRunTime && !isDeployer) {
    for (const crd of usedDefinitions(release, kinds))
      write(`crds/${crd.plural}.${crd.group}.json`, JSON.stringify(definitionOf(crd)));
  }
  if (isDeployer && isBeforeBootstrap) {
    for (const [file, content] of Object.entries(deployerDefinitions()))
      write(`crds/${file}`, content);
    write("templates/configuration.yaml", deployerConfiguration(release));
  }
  const variants = Map.groupBy(installed, variantOf);
  const branches = [...variants].map(
    ([condition, [first]], i) =>
      `{{- ${i === 0 ? "if" : "else if"} ${condition} }}\n${templateOf(first!)}`,
  );
  // Values that no cluster has are those of a change: closest to the first.
  const otherwise = `{{- else }}\n${templateOf(installed[0]!)}`;
  write("templates/all.yaml", `${[...branches, otherwise].join("\n")}\n{{- end }}\n`);
  const archive = join(directory, `${name}-${version}.tgz`);
  const { status, stderr } = spawnSync("tar", ["-C", directory, "-czf", archive, name]);
  if (status !== 0) throw new Error(`tar: ${stderr.toString()}`);
}

/** Tells the clusters' ways to use one chart apart by what a template sees: release name and names of the values. */
function variantOf({ release }: Installed): string {
  const keys = Object.keys(release.values).filter((key) => key !== "global");
  const seen = `(omit .Values "global" | keys | sortAlpha | join ",")`;
  return `and (eq .Release.Name "${release.name}") (eq ${seen} "${keys.sort().join(",")}")`;
}

function templateOf(installed: Installed): string {
  const documents = objectsOf(installed).map((object) => `---\n${JSON.stringify(object)}`);
  return [...documents, serviceMonitor(installed.release)].join("\n");
}

/** Where the values ask for one; that is what waits for the kinds of the Prometheus operator. */
function serviceMonitor({ name }: Release): string {
  const object = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name },
    spec: { selector: { matchLabels: { "app.kubernetes.io/instance": name } }, endpoints: [] },
  };
  const isAsked = `regexMatch "(?i)\\"servicemonitor\\":\\\\{[^}]*\\"enabled\\":true" (toJson .Values)`;
  return `{{- if ${isAsked} }}\n---\n${JSON.stringify(object)}\n{{- end }}`;
}
