import { join } from "node:path";
import type { Fleet } from "../../model/cluster.ts";
import { minorOf } from "../../model/cluster-data.ts";
import { scopeOfKind } from "../../kubernetes/kinds.ts";
import type { Plan, PlannedFile } from "../../emit/planned-file.ts";
import { FleetError } from "../../problem.ts";
import { renderComponents } from "../../build/render.ts";
import type { Form } from "./cache.ts";
import { Cache } from "./cache.ts";
import { pack, readPacked } from "./packed.ts";
import { allSources, stampOf } from "./stamp.ts";

/** A tree of thousands of objects takes some megabytes. */
const kept = 4;

/**
 * The plan of a fleet whose charts are rendered, made anew after any change of what it depends on: of the code, of the
 * data, of what the components build, and of the charts, which `key` stands for. One with problems is not remembered.
 */
export async function rememberPlan(
  directory: string,
  fleet: Fleet,
  key: readonly unknown[],
  make: () => Promise<Plan>,
): Promise<Plan> {
  const cache = new Cache(join(directory, "plans"), kept);
  const planned = async (): Promise<readonly PlannedFile[]> => {
    const { files, problems } = await make();
    if (problems.length > 0) throw new FleetError(problems);
    return files;
  };
  try {
    const parts = [stampOf(allSources), asText(fleet), fleet.clusters.map(componentsOf), key];
    return { files: await cache.remember(parts, planned, filesForm), problems: [] };
  } catch (error) {
    if (error instanceof FleetError) return { files: [], problems: error.problems };
    throw error;
  }
}

/** The data, and the text of what JSON has no form for, such as the check of a component. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map || part instanceof Set) return [...part];
    const isText = ["function", "bigint"].includes(typeof part) || part instanceof RegExp;
    return isText ? String(part) : part;
  });
}

/** What a component puts there may depend on more than on its code and its options. */
function componentsOf(cluster: Fleet["clusters"][number]): string {
  const components = renderComponents(cluster, scopeOfKind(minorOf(cluster.kubernetes.version)));
  return asText(
    components.map((component) => ({ ...component, cluster: undefined, placement: undefined })),
  );
}

const filesForm: Form<readonly PlannedFile[]> = {
  write: (files) =>
    pack(
      files.map(({ path }) => path),
      files.map(({ content }) => content),
    ),

  read(text) {
    const { head, texts } = readPacked<readonly string[]>(text);
    return head.map((path, i) => ({ path, content: texts[i]! }));
  },
};
