import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartRequest } from "../../../lib/helm/request.ts";
import { chartRequests } from "../../../lib/helm/request.ts";
import type { Rendered } from "../../../lib/build/rendered.ts";
import { madeOf } from "../../../lib/build/rendered.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Release } from "../../../lib/model/release.ts";
import { kindsOf } from "../definitions.ts";
import { planOf, recordsFor } from "../plans.ts";
import {
  deployerConfiguration,
  deployerDefinitions,
  deployerKeyring,
  isOfBootstrap,
} from "./deployer.ts";
import { completed, valuesDigest } from "./objects.ts";
import { closestVariant, variantsOf } from "./variants.ts";

type Installed = Rendered & { readonly release: Release };

/**
 * Writes an archive for each chart of the fleet that makes, for each of its placements, what was recorded of the real
 * one: workloads of the same pods, Services, and all else that other objects refer to.
 */
export function writeStandInCharts(
  fleet: Fleet,
  directory: string,
  { isBeforeBootstrap = false }: { readonly isBeforeBootstrap?: boolean } = {},
): void {
  const components = fleet.clusters.flatMap((cluster) => planOf(cluster).components);
  const kinds = kindsOf(components);
  const requests = new Map(chartRequests(fleet, "helm").map((one) => [one.place, one]));
  const installed = components.filter(
    (component): component is Installed => component.release !== undefined,
  );
  mkdirSync(directory, { recursive: true });
  for (const uses of Map.groupBy(installed, ({ release }) => release.chart.name).values()) {
    const archive = new Archive(directory, uses[0]!.release);
    for (const use of uses) {
      const made = completed(printedBy(use, requests.get(placeOf(use))), kinds);
      archive.write(
        fileOf(use),
        textOf(isDeployer(use) ? made.filter((one) => !isOfBootstrap(one)) : made),
      );
    }
    const variants = variantsOf(uses.map((use) => ({ ...use, objects: fileOf(use) })));
    archive.write("variants.json", JSON.stringify(variants));
    const digest = "(.Values | toJson | sha256sum)";
    const made = `{{ .Files.Get $best.objects | replace "${valuesDigest}" ${digest} }}\n`;
    archive.write("templates/all.yaml", `${closestVariant}${made}`);
    if (isDeployer(uses[0]!)) archive.write("templates/keyring.yaml", deployerKeyring);
    if (isDeployer(uses[0]!) && isBeforeBootstrap) {
      for (const [file, content] of Object.entries(deployerDefinitions()))
        archive.write(`crds/${file}`, content);
      archive.write("templates/configuration.yaml", deployerConfiguration(uses[0]!.release));
    }
    archive.pack();
  }
}

function placeOf({ cluster, name }: Rendered): string {
  return `${cluster.name}/${name}`;
}

function fileOf(use: Rendered): string {
  return `objects/${placeOf(use).replace("/", "-")}.yaml`;
}

/** As Helm printed them, hooks among them; of a made-up chart what the test says. */
function printedBy(use: Installed, request: ChartRequest | undefined): readonly Manifest[] {
  return (request && recordsFor(use.cluster).find(request)?.objects) ?? madeOf(use);
}

function isDeployer({ placement }: Rendered): boolean {
  return placement?.provides.includes("deployer") === true;
}

function textOf(objects: readonly Manifest[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join("");
}

/** A chart that is being written. */
class Archive {
  readonly #directory: string;
  readonly #name: string;
  readonly #version: string;

  constructor(directory: string, { chart: { name, version } }: Release) {
    this.#directory = directory;
    this.#name = name;
    this.#version = version;
    this.write("Chart.yaml", JSON.stringify({ apiVersion: "v2", name, version }));
  }

  write(path: string, content: string): void {
    const file = join(this.#directory, this.#name, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, content);
  }

  pack(): void {
    const file = join(this.#directory, `${this.#name}-${this.#version}.tgz`);
    const args = ["-C", this.#directory, "-czf", file, this.#name];
    const { status, stderr } = spawnSync("tar", args);
    if (status !== 0) throw new Error(`tar: ${stderr.toString()}`);
  }
}
