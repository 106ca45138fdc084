import type { Issue } from "../kubernetes/schema/schema.ts";
import { check } from "../kubernetes/schema/check.ts";
import { modelSchema } from "../kubernetes/schema/catalogue.ts";
import { shown } from "../kubernetes/schema/messages.ts";
import { aboutOf } from "../kubernetes/paths.ts";
import type { Cluster, Fleet } from "../model/cluster.ts";
import { isDistribution } from "../model/distribution.ts";
import type { AnyPlacement } from "../model/placement.ts";
import type { Problem } from "../problem.ts";
import { isMap } from "./values.ts";

const known = new WeakMap<object, readonly Problem[]>();

/**
 * What the types would say of a fleet, its clusters aside: data may come without them. The schemas are made of the
 * types of lib/model, so that nothing here lists a field.
 */
export function fleetFaults(fleet: Fleet): readonly Problem[] {
  if (!isMap(fleet))
    return [
      {
        place: "fleet",
        message: `is ${shown(fleet)}, not a fleet; export what defineFleet returns`,
      },
    ];
  return remembered(fleet, () => [
    ...faultsOf("Fleet", fleet, "fleet", {
      site: {},
      clusters: { type: "array", items: anyObject },
    }),
    ...(isMap(fleet.site) ? siteFaults(fleet.site) : missing("fleet", "site", fleet.site)),
  ]);
}

/** The same of one cluster. */
export function clusterFaults(cluster: Cluster): readonly Problem[] {
  return remembered(cluster, () => {
    const { name, site, components } = cluster;
    const isNamed = typeof name === "string" && name.trim() !== "";
    const place = isNamed ? name : "cluster";
    const strangers = Array.isArray(components)
      ? components.flatMap((one, i) => placementFault(one, i) ?? [])
      : [];
    const blank = typeof name === "string" && !isNamed ? [blankName(name)] : [];
    const { distribution } = isMap(cluster.kubernetes) ? cluster.kubernetes : {};
    return [
      ...blank,
      ...distributionFaults(place, distribution),
      ...faultsOf("Cluster", cluster, place, { site: {} }),
      ...(isMap(site) ? siteFaults(site) : missing(place, "site", site)),
      ...strangers.map((message) => ({ place, message, about: "field components" })),
    ];
  });
}

/** Whether a cluster can be built and judged. */
export function isSoundData(cluster: Cluster): boolean {
  return !clusterFaults(cluster).some(isInTheWay);
}

/** A field that there is not is in nobody's way; one that is missing, or of another type, is. */
export function isInTheWay({ message }: Problem): boolean {
  return !message.includes(" is not a field; ");
}

function siteFaults(site: object): readonly Problem[] {
  return remembered(site, () => faultsOf("Site", site, "site"));
}

function remembered(of: object, find: () => readonly Problem[]): readonly Problem[] {
  const found = known.get(of) ?? find();
  known.set(of, found);
  return found;
}

const anyObject = { type: "object", additionalProperties: true } as const;

function faultsOf(type: string, value: object, place: string, otherwise: object = {}): Problem[] {
  return typeIssues(type, value, otherwise).map(({ path, message }) => ({
    place,
    message: `${named(path, value)} ${message}`,
    about: aboutOf(path),
  }));
}

/** What a value has otherwise than a type of lib/model says; `otherwise` are fields that something else judges. */
export function typeIssues(type: string, value: object, otherwise: object = {}): Issue[] {
  const { schema, definitions } = modelSchema(type);
  const own = { ...schema, properties: { ...schema.properties, ...otherwise } };
  return check(own, definitions, value, true);
}

/** It is no data: its own module made it. */
function distributionFaults(place: string, found: unknown): Problem[] {
  if (found === undefined || isDistribution(found)) return [];
  const todo =
    typeof found === "string" && /^[a-z]\w*$/i.test(found)
      ? `import ${found} from charts/distributions.ts and write it without quotes`
      : "import one from charts/distributions.ts";
  const message = `kubernetes.distribution is ${shown(found)}, which is none; ${todo}`;
  return [{ place, message, about: "field distribution" }];
}

function blankName(name: string): Problem {
  return { place: "cluster", message: `name is ${shown(name)}; give it one`, about: "field name" };
}

function missing(place: string, field: string, value: unknown): Problem[] {
  const found =
    value === undefined
      ? "is missing; add it"
      : `is ${shown(value)}, not an object; write its fields`;
  return [{ place, message: `${field} ${found}`, about: `field ${field}` }];
}

/** A node is found by its name, not by its number. */
function named(path: string, root: object): string {
  const [, index, rest] = /^nodes\[(\d+)\]\.?(.+)$/.exec(path) ?? [];
  const nodes = (root as Partial<Cluster>).nodes;
  const name = index === undefined ? undefined : nodes?.[Number(index)]?.name;
  return typeof name === "string" && name !== "" ? `node ${name}: ${rest}` : path;
}

function placementFault(placement: AnyPlacement, index: number): string | undefined {
  if (isMap(placement) && isMap(placement.definition)) {
    const { name } = placement as { readonly name: unknown };
    if (typeof name === "string") return undefined;
    return `components[${index}].name is ${shown(name)}, not a string; write it in quotes`;
  }
  const todo =
    typeof placement === "function"
      ? "call it with its options"
      : "list components, called with their options";
  return `components[${index}] is ${shown(placement)}, not a component; ${todo}`;
}
