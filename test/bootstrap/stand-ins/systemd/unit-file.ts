import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where unit files are looked for, in this order (systemd.unit(5), "System Unit Search Path"). */
export const unitFolders = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
];

/** Sections of keys; a key that stands several times has all its values, in order. */
export type UnitFile = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** `k3s.service` for `k3s`: a name without a type means a service. */
export function unitName(name: string): string {
  return /\.(service|target|timer|socket|mount)$/.test(name) ? name : `${name}.service`;
}

export function findUnitFile(unit: string): string | undefined {
  return unitFolders.map((folder) => join(folder, unit)).find((path) => existsSync(path));
}

/** Reads a unit with its drop-ins, `<unit>.d/*.conf`. */
export function loadUnit(unit: string): UnitFile | undefined {
  const file = findUnitFile(unit);
  if (!file) return undefined;
  const dropIns = unitFolders.flatMap((folder) => {
    const directory = join(folder, `${unit}.d`);
    if (!existsSync(directory)) return [];
    const found = readdirSync(directory).filter((name) => name.endsWith(".conf"));
    return found.sort().map((name) => join(directory, name));
  });
  return parseUnit([file, ...dropIns].map((path) => readFileSync(path, "utf8")).join("\n"));
}

/** An assignment of nothing empties the list before it; a line that ends in a backslash goes on in the next. */
export function parseUnit(text: string): UnitFile {
  const sections: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> = {};
  for (const line of text.replace(/\s*\\\n\s*/g, " ").split("\n")) {
    const heading = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (heading) section = sections[heading] ??= {};
    const [, key, value] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (!key || value === undefined) continue;
    if (value === "") section[key] = [];
    else (section[key] ??= []).push(value);
  }
  return sections;
}

/** Breaks a command line into words, with quotes and variables, as systemd.service(5) "Command Lines" says. */
export function wordsOf(line: string, environment: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  for (const [, single, double, plain] of line.matchAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|(\S+)/g)) {
    if (single !== undefined) words.push(single);
    else if (double !== undefined) words.push(expand(double.replace(/\\(.)/g, "$1"), environment));
    else if (/^\$\w+$/.test(plain!))
      // On its own, without braces, a variable is several words or none.
      words.push(...(environment[plain!.slice(1)] ?? "").split(/\s+/).filter(Boolean));
    else words.push(expand(plain!, environment));
  }
  return words;
}

function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text
    .replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? "")
    .replace(/\$\$/g, "$")
    .replace(/%%/g, "%");
}

/** `5`, `5s`, `1min 30s`, `0` for no limit. In milliseconds. */
export function milliseconds(span: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
  let sum = 0;
  for (const [, amount, unit = "s"] of span.matchAll(/([\d.]+)\s*(ms|min|s|h)?/g))
    sum += Number(amount) * units[unit]!;
  return sum;
}
