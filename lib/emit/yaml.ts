import type { Manifest } from "../kubernetes/manifest.ts";

/**
 * First line of every file that synth writes: only files that begin with it are ever replaced or deleted, those of an
 * older Strata too, so that it stays as it is.
 */
export const marker = "# Rendered by Strata: edit charts/ or clusters/ and run `npm run synth`.\n";

/** Whether a text begins as a file of Strata does, whatever git makes of line ends. */
export function isMarked(content: string): boolean {
  return content.startsWith(marker.trimEnd());
}

/** A Kubernetes object as one YAML document. */
export function manifestToYaml({ apiVersion, kind, metadata, ...rest }: Manifest): string {
  return `${marker}${toYaml({ apiVersion, kind, metadata, ...rest })}`;
}

/**
 * Block style YAML 1.2 of plain data, quoted so that YAML 1.1 readers agree. Rendered objects are plain data by
 * the hundred thousand, which a general writer takes ten times as long for; a test holds it against js-yaml.
 */
export function toYaml(value: unknown): string {
  const lines: string[] = [];
  if (isMap(value) && !isEmpty(value)) writeMap(value, "", "", lines);
  else if (Array.isArray(value) && value.length > 0) writeList(value, "", "", lines);
  else lines.push(scalar(value, ""));
  return `${lines.join("\n")}\n`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(map: Record<string, unknown>): boolean {
  for (const key in map) if (map[key] !== undefined) return false;
  return true;
}

/** `first` starts the first line, which may follow a list's dash. */
function writeMap(
  map: Record<string, unknown>,
  indent: string,
  first: string,
  lines: string[],
): void {
  let prefix = first;
  for (const key in map) {
    const value = map[key];
    if (value === undefined) continue;
    writeEntry(`${prefix}${keyText(key)}`, value, indent, lines);
    prefix = indent;
  }
}

function writeEntry(head: string, value: unknown, indent: string, lines: string[]): void {
  if (Array.isArray(value) && value.length > 0) {
    lines.push(head);
    writeList(value, `${indent}  `, `${indent}  `, lines);
  } else if (isMap(value) && !isEmpty(value)) {
    lines.push(head);
    writeMap(value, `${indent}  `, `${indent}  `, lines);
  } else {
    lines.push(`${head} ${scalar(value, indent)}`);
  }
}

function writeList(list: readonly unknown[], indent: string, first: string, lines: string[]): void {
  let prefix = first;
  for (const item of list) {
    if (isMap(item) && !isEmpty(item)) writeMap(item, `${indent}  `, `${prefix}- `, lines);
    else if (Array.isArray(item) && item.length > 0)
      writeList(item, `${indent}  `, `${prefix}- `, lines);
    else lines.push(`${prefix}- ${scalar(item, indent)}`);
    prefix = indent;
  }
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === "string") return isBlock(value) ? block(value, indent) : text(value);
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object" && value !== null) return "{}";
  if (value === undefined) return "null";
  // A number with an exponent needs a dot in YAML 1.1.
  return JSON.stringify(value).replace(/^(-?\d+)e/, "$1.0e");
}

// Words, paths and URLs; amounts with a unit, which `0xAB` is not. Nothing that YAML 1.1 or 1.2 reads as a number,
// date or boolean.
const plain = /^(?:[A-Za-z_/][\w./@+=-]*(?::[\w./@+=-]+)*|(?!0[xX])\d+(?:\.\d+)?[A-Za-z]+)$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Of the few hundred keys that objects have. */
const keyTexts = new Map<string, string>();

function keyText(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const made = `${text(key)}:`;
  // Keys of ConfigMaps and labels are as many as there are names.
  if (keyTexts.size < 2000) keyTexts.set(key, made);
  return made;
}

function text(value: string): string {
  return plain.test(value) && !reserved.test(value) ? value : quoted(value);
}

/** JSON strings are YAML strings, but for what YAML calls unprintable. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Several lines that a literal block can hold: no control characters, nothing that hides at line ends or starts. */
function isBlock(value: string): boolean {
  return (
    value.includes("\n") &&
    !/^[\n ]|[ \t]\n|[ \t]$|[^\n\t\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\t/.test(
      value,
    )
  );
}

function block(value: string, indent: string): string {
  const body = value.replace(/\n+$/, "");
  const ends = value.length - body.length;
  const chomp = ends === 0 ? "-" : ends === 1 ? "" : "+";
  const lines = body.split("\n").map((line) => (line === "" ? "" : `${indent}  ${line}`));
  return `|${chomp}\n${lines.join("\n")}${"\n".repeat(Math.max(0, ends - 1))}`;
}
