import { createHash } from "node:crypto";
import { load } from "js-yaml";
import { FleetError } from "../../../lib/problem.ts";
import { planShipped } from "../../run/plan.ts";
import type { PlannedApplication } from "../planned.ts";

// Prints the Applications of the fleet, or its problems.
try {
  const { files, problems } = await planShipped({ isDry: true });
  if (problems.length > 0) throw new FleetError(problems);
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const folders = Map.groupBy(
    files.filter(({ path }) => path.split("/").length === 4),
    ({ path }) => path.split("/").slice(0, 3).join("/"),
  );
  const found = [...folders].flatMap(([folder, own]): PlannedApplication[] => {
    const [cluster = "", , name = ""] = folder.split("/");
    const application = contents.get(`${cluster}/apps/${name}.yaml`);
    if (application === undefined) return [];
    const texts = own.map(({ content }) => content);
    return [
      {
        cluster,
        name,
        ...destinationOf(application),
        images: imagesOf(texts),
        hash: hashOf(texts),
      },
    ];
  });
  console.log(JSON.stringify(found));
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function destinationOf(text: string): { readonly namespace: string } {
  const { spec } = load(text) as { spec: { destination: { namespace?: string } } };
  return { namespace: spec.destination.namespace ?? "" };
}

/** Of objects as synth writes them. */
function imagesOf(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(/^ +(?:- )?image: "?([^"\s]+)"?$/gm)]);
  return [...new Set(found.map(([, image]) => image!))].sort();
}

function hashOf(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex");
}
