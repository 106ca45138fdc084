import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { plural } from "../../lib/problem.ts";
import { recordsOf } from "../../test/fleets/place.ts";
import { clustersOf } from "./generate.ts";
import { interleave, measure, onNode } from "./measure.ts";
import type { Section } from "./report.ts";
import { atMost, row } from "./report.ts";
import { synthGenerated } from "./synth.ts";
import type { Temporary } from "./temporary.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm run diff` of the shipped fleet, and of a generated one of which every cluster changes. */
export function* benchDiff(temporary: Temporary, clusters: number, rounds = 5): Iterable<Section> {
  const shipped = temporary.directory("shipped");
  for (const folder of ["dist", "imports/records", "imports/crds"])
    cpSync(join(root, folder), join(shipped, folder), { recursive: true });
  yield sectionOf("shipped fleet", shipped, rounds, 0.5);
  const generated = temporary.directory("generated");
  synthGenerated(clustersOf(clusters), join(generated, "dist"), temporary.path("cache"));
  addRecords(generated);
  yield sectionOf(plural(clusters, "generated cluster"), generated, Math.min(rounds, 3), 10);
}

/** Every image and every chart of another version: no cluster stays as it is. `limit`: seconds of processor time. */
function sectionOf(title: string, project: string, rounds: number, limit: number): Section {
  const git = (...args: readonly string[]): void => {
    const who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"];
    execFileSync("git", [...who, ...args], { cwd: project, stdio: "ignore" });
  };
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "before");
  const changed = filesBelow(project).filter((path) => changeFile(join(project, path))).length;
  const command = onNode(`${root}scripts/commands/diff.ts`, "HEAD", "--format", "json");
  const { diff } = interleave(rounds, { diff: () => measure({ ...command, cwd: project }) });
  return {
    title: `diff: ${title}, ${plural(changed, "file")} changed, least of ${plural(rounds, "round")}`,
    objects: filesBelow(join(project, "dist")).length,
    rows: [row("diff", diff, atMost("process time", diff.processSeconds, limit, "s"))],
    notes: ["argocd-diff-preview says 60 to 99 s of itself (its README and docs/demo.md)"],
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => /\.(?:yaml|json)$/.test(path) && !path.startsWith(".git/"),
  );
}

const version = /((?:image"?: ?"?[^\s":]+|"version"|targetRevision): ?"?v?)\d+(\.\d+)/g;

function changeFile(path: string): boolean {
  const text = readFileSync(path, "utf8");
  const next = text.replaceAll(version, (_, head: string, rest: string) => `${head}99${rest}`);
  if (next !== text) writeFileSync(path, next);
  return next !== text;
}

/** What the charts of the generated clusters make, as it was recorded for another one. */
function addRecords(project: string): void {
  const recorded = join(recordsOf("house"), "production");
  for (const cluster of readdirSync(join(project, "dist")))
    for (const application of readdirSync(join(project, "dist", cluster, "apps"))) {
      const name = application.replace(/\.yaml$/, ".json");
      if (!readdirSync(recorded).includes(name)) continue;
      const path = join(project, "imports/records", cluster, name);
      mkdirSync(dirname(path), { recursive: true });
      cpSync(join(recorded, name), path);
    }
}
