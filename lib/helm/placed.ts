import type { Known } from "../known.ts";
import { know } from "../known.ts";
import type { Manifest } from "../manifest.ts";
import type { Form } from "./cache.ts";

/** A chart as it stands in the cluster. Plain data, so that a cache can hold it. */
export interface PlacedChart {
  readonly objects: readonly PlacedObject[];
  /** What was found, and what to do. */
  readonly issues: readonly string[];
}

export interface PlacedObject {
  readonly manifest: Manifest;
  /** Absent for an object that is not sound: the plan shall say why. */
  readonly known?: Known;
}

/** The objects, for the plan, which learns what is known of them. */
export function objectsOf({ objects }: PlacedChart): Manifest[] {
  for (const { manifest, known } of objects) if (known) know(manifest, known);
  return objects.map(({ manifest }) => manifest);
}

/** What is kept of an object: where its file ends follows from the lengths of those before it. */
interface Kept {
  readonly manifest: Manifest;
  readonly blob?: string;
  /** Of its file, in UTF-16 code units. */
  readonly length?: number;
}

interface Head {
  readonly issues: readonly string[];
  readonly objects: readonly Kept[];
}

/**
 * A line of JSON, and the files of dist/ behind it as they are: as strings of JSON they would take as long to read as
 * everything else.
 */
export const placedForm: Form<PlacedChart> = {
  write({ issues, objects }) {
    const kept = objects.map(({ manifest, known }): Kept =>
      known ? { manifest, blob: known.blob, length: known.content.length } : { manifest },
    );
    const head: Head = { issues, objects: kept };
    return [JSON.stringify(head), "\n", ...objects.map(({ known }) => known?.content ?? "")].join(
      "",
    );
  },

  read(text) {
    let end = text.indexOf("\n") + 1;
    const { issues, objects } = JSON.parse(text.slice(0, end)) as Head;
    const placed = objects.map(({ manifest, blob, length }) => {
      if (blob === undefined || length === undefined) return { manifest };
      const start = end;
      end += length;
      return { manifest, known: { content: text.slice(start, end), blob } };
    });
    if (end !== text.length) throw new Error("cut off");
    return { issues, objects: placed };
  },
};
