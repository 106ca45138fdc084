import type { Known } from "../../kubernetes/known.ts";
import { know } from "../../kubernetes/known.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { Form } from "./cache.ts";
import { pack, readPacked } from "../../emit/packed.ts";

/** A chart as it stands in the cluster. Plain data, so that a cache can hold it. */
export interface PlacedChart {
  readonly objects: readonly PlacedObject[];
  readonly hasDeleteHook: boolean;
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

interface Head {
  readonly hasDeleteHook: boolean;
  readonly issues: readonly string[];
  /** `blob` is of a text that follows, in the same order. */
  readonly objects: readonly { readonly manifest: Manifest; readonly blob?: string }[];
}

/** With the files of dist/ as they are. */
export const placedForm: Form<PlacedChart> = {
  write({ issues, objects, hasDeleteHook }) {
    const kept = objects.map(({ manifest, known }) => ({ manifest, blob: known?.blob }));
    const head: Head = { issues, hasDeleteHook, objects: kept };
    return pack(
      head,
      objects.flatMap(({ known }) => known?.content ?? []),
    );
  },

  read(text) {
    const { head, texts } = readPacked<Head>(text);
    const contents = texts.values();
    const objects = head.objects.map(({ manifest, blob }) =>
      blob === undefined
        ? { manifest }
        : { manifest, known: { content: contents.next().value!, blob } },
    );
    return { issues: head.issues, hasDeleteHook: head.hasDeleteHook, objects };
  },
};
