import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Manifest } from "../../kubernetes/manifest.ts";

/** What a chart made with the values of one placement, as its committed file holds it. */
export interface ChartRecord {
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  readonly namespace: string;
  /** See `inputsOf`. */
  readonly inputs: string;
  /** What was found in objects as Helm printed them, and what to do. */
  readonly issues: readonly string[];
  /** Paths of values that no schema knows, and that change what Helm prints. */
  readonly effective: readonly string[];
  /** Of each workload a hash of its pods as Helm printed them, by identity: what is left out of the object below is in it. */
  readonly pods?: Readonly<Record<string, string>>;
  /** Reduced, as Helm printed them: hooks are among them. */
  readonly objects: readonly Manifest[];
}

/** JSON with one object on each line, so that a merge request shows what came, went and changed. */
export function recordText({ objects, ...head }: ChartRecord): string {
  const fields = Object.entries(head).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  const lines = objects.map((object) => JSON.stringify(object));
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`;
  return `{\n${[...fields, `"objects": ${list}`].join(",\n")}\n}\n`;
}

/** That the file of a record is none. */
export class BadRecord extends Error {}

/** Undefined where there is no such file. Throws a BadRecord. */
export function readRecord(path: string): ChartRecord | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new BadRecord(`cannot be read (${code})`);
  }
  let found: unknown;
  try {
    found = parseRecord(text);
  } catch (error) {
    throw new BadRecord(`is no JSON (${(error as Error).message})`);
  }
  if (!isRecord(found)) throw new BadRecord("is no record of a chart");
  return found;
}

/** By their line: clusters that are alike have records that are, and the same objects then. */
const objectsOfLines = new Map<string, unknown>();

const [before, between, after] = ['"objects": [\n', ",\n", "\n]\n}\n"];

/** As `recordText` writes it, each line by itself; whatever else it may be, as a whole. */
export function parseRecord(text: string): unknown {
  const start = text.indexOf(before);
  if (start < 0 || !text.endsWith(after)) return JSON.parse(text);
  try {
    const lines = text.slice(start + before.length, -after.length).split(between);
    const objects = lines.map(objectOf);
    return { ...(JSON.parse(`${text.slice(0, start)}"objects": []}`) as object), objects };
  } catch {
    return JSON.parse(text);
  }
}

function objectOf(line: string): unknown {
  const known = objectsOfLines.get(line);
  if (known !== undefined) return known;
  const object: unknown = JSON.parse(line);
  objectsOfLines.set(line, object);
  return object;
}

function isRecord(found: unknown): found is ChartRecord {
  if (typeof found !== "object" || found === null) return false;
  const fields = found as Partial<Record<string, unknown>>;
  const texts = ["chart", "version", "release", "namespace", "inputs"];
  const lists = ["issues", "effective"];
  const { objects } = fields;
  return (
    texts.every((key) => typeof fields[key] === "string") &&
    lists.every((key) => isList(fields[key], (one) => typeof one === "string")) &&
    isList(objects, isManifest)
  );
}

function isList(value: unknown, isMember: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember);
}

function isManifest(value: unknown): boolean {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Manifest>;
  return [apiVersion, kind, metadata?.name].every((field) => typeof field === "string");
}

/** As a whole or not at all. Says whether anything changed. */
export function writeRecord(path: string, record: ChartRecord): boolean {
  const text = recordText(record);
  if (textOf(path) === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return true;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
