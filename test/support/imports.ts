import { dirname, join } from "node:path";

/** An import statement, of a file of the repository or of a package. */
export interface Import {
  /** Below the root of the repository, or the name of a package. */
  readonly target: string;
  /** Gone when the code runs. */
  readonly isType: boolean;
  /** Loaded when it is come to, with `import()`. */
  readonly isLate: boolean;
}

const statement =
  /(?:\b(?:import|export)\s+(type\b)?[^;"]*?\bfrom\s*|\b(import)\s*\(\s*|\bimport\s+)"([^"]+)"/g;

export function importsOf(path: string, code: string): Import[] {
  return [...code.matchAll(statement)].map(([, type, late, name = ""]) => ({
    target: name.startsWith(".") ? join(dirname(path), name) : name,
    isType: type !== undefined,
    isLate: late !== undefined,
  }));
}

/** What points to what, as `from -> to`, without what is in no circle and in no way between two. */
export function circles(arrows: readonly (readonly [string, string])[]): string[] {
  let left = arrows.filter(([from, to]) => from !== to);
  for (;;) {
    const [starts, ends] = [new Set(left.map(([from]) => from)), new Set(left.map(([, to]) => to))];
    const kept = left.filter(([from, to]) => ends.has(from) && starts.has(to));
    if (kept.length === left.length) break;
    left = kept;
  }
  return [...new Set(left.map(([from, to]) => `${from} -> ${to}`))].sort();
}

/** The packages that are loaded before a program begins. */
export function packagesOf(path: string, read: (path: string) => string): Set<string> {
  const [seen, packages, ahead] = [new Set<string>(), new Set<string>(), [path]];
  for (const file of ahead) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { target, isType, isLate } of importsOf(file, read(file))) {
      if (isType || isLate) continue;
      if (/\.(ts|mjs)$/.test(target)) ahead.push(target);
      else if (!target.endsWith(".json")) packages.add(target);
    }
  }
  return packages;
}
