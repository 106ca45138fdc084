import type { Manifest } from "../manifest.ts";
import type { Form } from "./cache.ts";
import type { PlacedChart } from "./place.ts";

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
