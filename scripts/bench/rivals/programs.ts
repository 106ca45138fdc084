import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDirectory } from "../../../test/e2e/tools.ts";
import { isOnPath } from "../../../test/e2e/prerequisites.ts";

/** Built from modules of their own, which nothing but the bench asks for. */
const sources = {
  kustomize: "sigs.k8s.io/kustomize/kustomize/v5",
  jsonnet: "github.com/google/go-jsonnet/cmd/jsonnet",
  tanka: "github.com/grafana/tanka/cmd/tk",
};

export type RivalName = keyof typeof sources;
export const rivalNames = Object.keys(sources) as readonly RivalName[];

export interface RivalProgram {
  readonly path: string;
  /** `v5.8.2`. */
  readonly version: string;
}

/** The programs that there are, and of each other one why it is not. */
export interface Rivals {
  readonly programs: Readonly<Partial<Record<RivalName, RivalProgram>>>;
  readonly missing: readonly string[];
}

/** Builds what was not built yet from the same go.mod and go.sum. */
export function buildRivals(say: (line: string) => void): Rivals {
  const programs: Partial<Record<RivalName, RivalProgram>> = {};
  const missing: string[] = [];
  for (const name of rivalNames) {
    const found = build(name, say);
    if (typeof found === "string") missing.push(`${name} left out: ${found}`);
    else programs[name] = found;
  }
  return { programs, missing };
}

/** A text says why it cannot be. */
function build(name: RivalName, say: (line: string) => void): RivalProgram | string {
  const module = fileURLToPath(new URL(`../../../test/e2e/tools/${name}/`, import.meta.url));
  const [wanted, sums] = ["go.mod", "go.sum"].map((file) => readFileSync(join(module, file)));
  const key = createHash("sha256").update(wanted!).update(sums!).digest("hex").slice(0, 16);
  const directory = join(cacheDirectory(), "rivals", key);
  const path = join(directory, name);
  if (!existsSync(path)) {
    if (!isOnPath("go")) return "it is built by Go, which is not on PATH";
    say(`building ${name}, up to a minute`);
    mkdirSync(directory, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    const args = ["build", "-trimpath", "-ldflags", "-s -w", "-o", unfinished, sources[name]];
    const flags = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" };
    const env = { ...process.env, ...flags };
    const { status, stderr } = spawnSync("go", args, { cwd: module, env, encoding: "utf8" });
    if (status !== 0) return `it does not build; ${stderr.trim().split("\n").at(-1)}`;
    renameSync(unfinished, path);
  }
  return { path, version: versionIn(wanted!.toString(), sources[name]) };
}

/** Of the module that the package is part of. */
function versionIn(goMod: string, source: string): string {
  const lines = goMod.matchAll(/^\s+(\S+) (v\S+)/gm);
  return [...lines].find(([, module]) => `${source}/`.startsWith(`${module}/`))?.[2] ?? "";
}
