import { fileOf } from "../emit/folder.ts";
import { scopeOfKind } from "../kubernetes/kinds.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { blobHash } from "../emit/pin.ts";
import { inNamespace } from "../build/render.ts";
import { kubernetesMinors } from "../kubernetes/schema/catalogue.ts";
import { listed } from "../check/support/rule.ts";
import { isSound } from "../check/sound.ts";
import type { Adopted } from "./adopt.ts";
import { adopt } from "./adopt.ts";
import { differences, valuesLike } from "./compare.ts";
import type { PlacedChart, PlacedObject } from "./cache/placed.ts";
import type { Printed } from "./print.ts";
import { titleOf } from "./print.ts";
import type { ChartRequest } from "./request.ts";
import { valuePaths } from "../kubernetes/schema/value-paths.ts";

/**
 * Hooks decided, changes of the component made, each object in its namespace; and what follows from that alone.
 * `otherwise`: what helps against an object that is another each time, where no value does.
 */
export function place(
  printed: Printed,
  request: ChartRequest,
  otherwise = "name the object in drop and make it otherwise",
): PlacedChart {
  if (printed.issue !== undefined)
    return { objects: [], hasDeleteHook: false, issues: [printed.issue] };
  const { manifests, issues, hasDeleteHook } = placeAll(printed.objects, request);
  const again = printed.again ? placeAll(printed.again, request).manifests : manifests;
  return {
    objects: manifests.map((manifest) => placeOne(manifest, request)),
    hasDeleteHook,
    issues: [...issues, ...varying(manifests, again, request, otherwise)],
  };
}

function placeAll(
  objects: readonly Manifest[],
  { namespace, minor, changes }: ChartRequest,
): Adopted {
  const { manifests, issues, hasDeleteHook } = adopt(objects, changes, minor);
  const scopes = scopeOfKind(minor);
  return {
    manifests: manifests.map((one) => inNamespace(one, namespace, scopes)),
    issues,
    hasDeleteHook,
  };
}

function placeOne(manifest: Manifest, { namespace, minor }: ChartRequest): PlacedObject {
  const isImported = kubernetesMinors().includes(minor);
  if (!isImported || !isSound(manifest, namespace, minor)) return { manifest };
  const content = fileOf(manifest);
  return { manifest, known: { content, blob: blobHash(content).toString("hex") } };
}

function varying(
  one: readonly Manifest[],
  other: readonly Manifest[],
  request: ChartRequest,
  otherwise: string,
): string[] {
  if (one === other) return [];
  const found = differences(one, other);
  // A sum follows what it is of, which is told.
  const origins = found.filter(({ fields }) => !fields.every((field) => isSum.test(field)));
  const told = origins.length > 0 ? origins : found;
  const paths = [...valuePaths(request.chart.name)];
  return told.map(({ title, fields }) => {
    const pins = [...new Set(fields.flatMap((field) => valuesLike(field, paths)))];
    const todo =
      pins.length > 0 ? `set value ${listed(pins, "or")}` : "set the value that it comes from";
    const where = fields.length > 0 ? `, in ${listed(fields)}` : "";
    return `${title} of ${titleOf(request)} is another at each rendering${where}; ${todo}, or ${otherwise}`;
  });
}

const isSum = /\.annotations\.[^.]*(?:checksum|hash)/i;
