import { fileOf } from "../files.ts";
import { scopeOfKind } from "../kinds.ts";
import type { Manifest } from "../manifest.ts";
import { blobHash } from "../pin.ts";
import { inNamespace } from "../render.ts";
import { kubernetesMinors } from "../schema/catalogue.ts";
import { listed } from "../validate/rule.ts";
import { isSound } from "../validate/sound.ts";
import type { Adopted } from "./adopt.ts";
import { adopt } from "./adopt.ts";
import { differences, valuesLike } from "./compare.ts";
import type { PlacedChart, PlacedObject } from "./placed.ts";
import type { Printed } from "./print.ts";
import { titleOf } from "./print.ts";
import type { ChartRequest } from "./request.ts";
import { valuePaths } from "./values.ts";

/** Hooks decided, changes of the component made, each object in its namespace; and what follows from that alone. */
export function place(printed: Printed, request: ChartRequest): PlacedChart {
  if (printed.issue !== undefined) return { objects: [], issues: [printed.issue] };
  const { manifests, issues } = placeAll(printed.objects, request);
  const again = printed.again ? placeAll(printed.again, request).manifests : manifests;
  return {
    objects: manifests.map((manifest) => placeOne(manifest, request)),
    issues: [...issues, ...varying(manifests, again, request)],
  };
}

function placeAll(
  objects: readonly Manifest[],
  { namespace, minor, changes }: ChartRequest,
): Adopted {
  const { manifests, issues } = adopt(objects, changes);
  const scopes = scopeOfKind(minor);
  return { manifests: manifests.map((one) => inNamespace(one, namespace, scopes)), issues };
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
): string[] {
  if (one === other) return [];
  return differences(one, other).map(({ title, field }) => {
    const pins = valuesLike(field, valuePaths(request.chart.name));
    const todo =
      pins.length > 0 ? `set value ${listed(pins, "or")}` : "set the value that it comes from";
    return `${title} of ${titleOf(request)} is another at each rendering${field ? `, in ${field}` : ""}; ${todo}, or name the object in changes.drop and make it otherwise`;
  });
}
