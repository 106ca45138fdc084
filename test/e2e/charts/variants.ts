import type { Release } from "../../../lib/model/release.ts";

/** The values of one use of a chart that tell it apart from the others, as texts. */
export interface Variant {
  readonly release: string;
  readonly namespace: string;
  readonly marks: readonly { readonly path: readonly string[]; readonly value: string }[];
  /** File of the archive with what it makes. */
  readonly objects: string;
}

export interface Use {
  readonly release: Release;
  readonly namespace: string;
  readonly objects: string;
}

/** What tells the uses of one chart apart: by the values that differ, the one that is closest is meant after a change. */
export function variantsOf(uses: readonly Use[]): Variant[] {
  const leaves = uses.map(({ release }) => new Map(leavesOf(release.values)));
  const paths = new Set(leaves.flatMap((own) => [...own.keys()]));
  const telling = [...paths].filter((path) => new Set(leaves.map((own) => own.get(path))).size > 1);
  return uses.map(({ release, namespace, objects }, i) => ({
    release: release.name,
    namespace,
    objects,
    marks: telling.flatMap((path) => {
      const value = leaves[i]!.get(path);
      return value === undefined ? [] : [{ path: JSON.parse(path) as string[], value }];
    }),
  }));
}

/** Texts, numbers and switches by their paths; lists are left out. */
function leavesOf(values: object, before: readonly string[] = []): [string, string][] {
  return Object.entries(values).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const path = [...before, key];
    if (Array.isArray(value) || value === null || value === undefined) return [];
    if (typeof value === "object") return leavesOf(value, path);
    return [[JSON.stringify(path), typeof value === "string" ? value : JSON.stringify(value)]];
  });
}

/** The template of a stand-in chart: what the closest variant makes. */
export const closestVariant = `{{- $best := dict "score" -1 -}}
{{- range .Files.Get "variants.json" | fromJsonArray -}}
{{- $score := 0 -}}
{{- if and (eq .release $.Release.Name) (eq .namespace $.Release.Namespace) -}}
{{- $score = 1000 -}}
{{- end -}}
{{- range .marks -}}
{{- $at := $.Values -}}
{{- range .path -}}
{{- if kindIs "map" $at -}}{{- $at = index $at . -}}{{- else -}}{{- $at = "" -}}{{- end -}}
{{- end -}}
{{- if eq (toString $at) .value -}}{{- $score = add $score 1 -}}{{- end -}}
{{- end -}}
{{- if gt (int $score) (int $best.score) -}}
{{- $best = dict "score" $score "objects" .objects -}}
{{- end -}}
{{- end -}}
`;
