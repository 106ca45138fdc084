import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { onOneLine } from "../../../lib/outside/visible.ts";
import { checkArchive, BadArchive } from "../../../scripts/archive/archive.ts";
import { readOf } from "../../../scripts/archive/refused.ts";
import { fullDefaultsOf } from "../../../scripts/charts/defaults.ts";
import { importChart } from "../../../scripts/import/charts.ts";
import { readKnown } from "../../../scripts/import/known.ts";
import { filesOfOne, writeImport } from "../../../scripts/import/one.ts";
import { archivedChart } from "../../../scripts/import/source.ts";
import { Refusal } from "../../../scripts/tell/refusal.ts";
import { randomOf } from "../../lib/support/random.ts";
import { hostileArchive, mark } from "./archives.ts";
import { tarOf } from "./tar.ts";

// A program of its own, with little memory: imports hostile archives one after the other, as `charts -- pull` does.
const [directory = "", count = "", seed = ""] = process.argv.slice(2);
const imports = join(directory, "inside/of/imports");
const locked = { name: "demo", version: "1.2.3", repository: "https://a.example" };

const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const bombs = [
  gzipSync(tarOf([{ name: "n/values.yaml", content: zeros(4 * 2 ** 20) }])),
  gzipSync(zeros(60 * 2 ** 20)),
  gzipSync(gzipSync(zeros(60 * 2 ** 20))),
  gzipSync(tarOf([{ name: "n/Chart.yaml", content: "name: n" }])),
];

const tally = { imported: 0, refused: 0 };
const bad: string[] = [];
const next = randomOf(Number(seed));
const random = (below: number): number => Math.floor(next() * below);
for (let i = 0; i < Number(count); i++) {
  const archive = hostileArchive(random, bombs);
  mkdirSync(imports, { recursive: true });
  const message = attempt(archive);
  tally[message === undefined ? "imported" : "refused"]++;
  if (message !== undefined && !isPlain(message)) bad.push(`${i}: ${JSON.stringify(message)}`);
}
for (const path of readdirSync(imports, { recursive: true, encoding: "utf8" })) {
  if (!path.endsWith(".ts")) continue;
  const code = readFileSync(join(imports, path), "utf8").replaceAll(/"(?:\\.|[^"\\\n])*"/g, '""');
  if (code.includes(mark)) bad.push(`${path} holds what the archive wanted to run`);
}
console.log(JSON.stringify({ ...tally, bad }));

/** Why it was refused, without its outcome. Throws whatever else happens. */
function attempt(archive: Buffer): string | undefined {
  try {
    checkArchive(archive, locked);
    const source = readOf(locked, () => archivedChart(locked.name, archive));
    const known = readKnown(imports);
    const fresh = importChart(source, locked, known);
    readOf(locked, () => fullDefaultsOf(source));
    writeImport(imports, filesOfOne(fresh, known));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message.replace("\nnothing is written", "");
    if (error instanceof BadArchive) return error.message;
    throw error;
  }
}

/** One line in words, and not what JavaScript says of a mistake of the program's own. */
function isPlain(message: string): boolean {
  return (
    onOneLine(message) === message &&
    message.length < 2000 &&
    !/is not a function|is not iterable|Cannot |call stack|Invalid |Converting/.test(message)
  );
}
