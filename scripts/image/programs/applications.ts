import { createHash } from "node:crypto";
import { load } from "js-yaml";
import { FleetError } from "../../../lib/problem.ts";
import { blobHash } from "../../../lib/emit/pin.ts";
import { loadFleet, shippedSource } from "../../fleet/load.ts";
import { planShipped } from "../../run/plan.ts";
import { isData } from "../data.ts";
import type { PlannedApplication } from "../planned.ts";

interface Spec {
  readonly destination: { readonly namespace?: string };
  readonly source?: { readonly targetRevision?: string };
  readonly sources?: readonly { readonly targetRevision?: string }[];
}

// Prints the Applications of the fleet, or its problems.
try {
  const { files, problems } = await planShipped({ isDry: true });
  if (problems.length > 0) throw new FleetError(problems);
  const { clusters } = await loadFleet(shippedSource);
  const folders = Map.groupBy(
    files.filter(({ path }) => path.split("/").length === 4),
    ({ path }) => path.split("/").slice(0, 3).join("/"),
  );
  const folderOf = new Map(
    [...folders.keys()].map((folder) => [folder.replace(/\/[^/]+\//, "/"), folder]),
  );
  const found = files.flatMap(({ path, content }): PlannedApplication[] => {
    const [, cluster = "", name = ""] =
      /^([^/]+)\/apps\/(?!AppProject-)([^/]+)\.yaml$/.exec(path) ?? [];
    if (name === "") return [];
    const own = folders.get(folderOf.get(`${cluster}/${name}`) ?? "") ?? [];
    const texts = own.map((file) => file.content);
    const placement = clusters
      .find((one) => one.name === cluster)
      ?.components.find((one) => one.name === name);
    return [
      {
        cluster,
        name,
        component: placement?.definition.name ?? name,
        ...destinationOf(content),
        images: imagesOf(texts),
        options: dataIn(placement?.options),
        computed: computedIn(placement?.options),
        overrides: Object.keys(placement?.overrides ?? {}),
        files: Object.fromEntries(
          [...own, { path, content }].map((file) => [
            `dist/${file.path}`,
            blobHash(file.content).toString("hex"),
          ]),
        ),
        hash: hashOf([withoutPins(content), ...texts]),
      },
    ];
  });
  console.log(JSON.stringify(found));
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function destinationOf(text: string): Pick<PlannedApplication, "namespace" | "revisions"> {
  const { spec } = load(text) as { spec: Spec };
  const revisions = (spec.sources ?? [spec.source ?? {}]).map((one) => one.targetRevision ?? "");
  return { namespace: spec.destination.namespace ?? "", revisions };
}

/** A pin is another with every change of the folder. */
function withoutPins(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{40}\b/g, "");
}

function dataIn(options: unknown): PlannedApplication["options"] {
  const fields = Object.entries(options ?? {}).filter(([, value]) => isData(value));
  return Object.fromEntries(fields);
}

function computedIn(options: unknown): readonly string[] {
  return Object.entries(options ?? {}).flatMap(([key, value]) =>
    value === undefined || isData(value) ? [] : [key],
  );
}

/** Of objects as synth writes them. */
function imagesOf(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(/^ +(?:- )?image: "?([^"\s]+)"?$/gm)]);
  return [...new Set(found.map(([, image]) => image!))].sort();
}

function hashOf(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex");
}
