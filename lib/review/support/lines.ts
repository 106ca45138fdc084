import { structuredPatch } from "diff";
import { toYaml } from "../../emit/yaml.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { FieldChange } from "./fields.ts";
import { hidden, isSecretPath, withoutCredentials } from "./hide.ts";

/** One line of a diff: what came, went, changed, or stands around it. */
export interface Line {
  readonly sign: "+" | "-" | "~" | " ";
  readonly text: string;
}

/** A value that is longer stands on lines of its own, and of those there is an end. */
const widest = 100;
const most = 40;

/** What a person reads of a change of a field, without what nobody must see. */
export function linesOf(change: FieldChange, manifest: Manifest): Line[] {
  const { path, keys } = change;
  if (isSecretPath(manifest, keys)) return hiddenLines(change);
  const name = keys.at(-1) ?? "";
  const [before, after] = [change.before, change.after].map((value) =>
    withoutCredentials(value, name),
  );
  if (change.before === undefined) return valueLines("+", path, after);
  if (change.after === undefined) return valueLines("-", path, before);
  if (typeof before === "string" && typeof after === "string" && /\n/.test(before + after))
    return [{ sign: "~", text: `${path}:` }, ...textLines(before, after)];
  const [old, own] = [inline(before), inline(after)];
  return old.length + own.length <= widest
    ? [{ sign: "~", text: `${path}: ${old} -> ${own}` }]
    : [...valueLines("-", path, before), ...valueLines("+", path, after)];
}

function hiddenLines({ path, before, after }: FieldChange): Line[] {
  if (before === undefined) return [{ sign: "+", text: `${path}: ${hidden}` }];
  if (after === undefined) return [{ sign: "-", text: `${path}: ${hidden}` }];
  return [{ sign: "~", text: `${path}: ${hidden} -> ${hidden}` }];
}

function valueLines(sign: "+" | "-", path: string, value: unknown): Line[] {
  const short = inline(value);
  if (short.length <= widest) return [{ sign, text: `${path}: ${short}` }];
  const body = (typeof value === "string" ? value : toYaml(value)).trimEnd().split("\n");
  return [{ sign, text: `${path}:` }, ...cut(body.map((text) => ({ sign, text: `  ${text}` })))];
}

/** One line of YAML that a person would write. */
function inline(value: unknown): string {
  if (typeof value === "string")
    return value.includes("\n") ? " ".repeat(widest + 1) : value === "" ? '""' : value;
  return value === undefined ? "none" : JSON.stringify(value);
}

/** A diff of texts with two lines around each change. */
function textLines(before: string, after: string): Line[] {
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: 2 });
  const lines = hunks.flatMap((hunk, i) => [
    ...(i > 0 ? [{ sign: " " as const, text: "  ..." }] : []),
    ...hunk.lines
      .filter((line) => !line.startsWith("\\"))
      .map((line): Line => ({ sign: line[0] as Line["sign"], text: `  ${line.slice(1)}` })),
  ]);
  return cut(lines);
}

function cut(lines: readonly Line[]): Line[] {
  if (lines.length <= most) return [...lines];
  const left = lines.length - most;
  return [...lines.slice(0, most), { sign: " ", text: `  ... ${left} more lines` }];
}
