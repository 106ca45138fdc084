import { isDeepStrictEqual } from "node:util";

type Json = Readonly<Record<string, unknown>>;

/** Three versions of one file. */
export interface Three {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** package.json with what either side has changed, field by field; of what both have, the release's. */
export function mergePackage({ base, ours, theirs }: Three): {
  readonly text: string;
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const [b, o, t] = [base, ours, theirs].map((text) => JSON.parse(text) as Json);
  const merged = mergeFields(b!, o!, t!, [], notes);
  return { text: `${JSON.stringify(merged, null, 2)}\n`, notes };
}

function mergeFields(
  base: Json,
  ours: Json,
  theirs: Json,
  path: readonly string[],
  notes: string[],
): Json {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  const entries = [...keys].map((key) => {
    const value = mergeField(base[key], ours[key], theirs[key], [...path, key], notes);
    return [key, value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function mergeField(
  base: unknown,
  ours: unknown,
  theirs: unknown,
  path: readonly string[],
  notes: string[],
): unknown {
  if (isDeepStrictEqual(ours, base)) return theirs;
  if (isDeepStrictEqual(theirs, base) || isDeepStrictEqual(theirs, ours)) return ours;
  if (isJson(ours) && isJson(theirs))
    return mergeFields(isJson(base) ? base : {}, ours, theirs, path, notes);
  // It says which Strata this is.
  if (path.join(".") !== "version")
    notes.push(
      `package.json: ${path.join(".")} was ${JSON.stringify(ours) ?? "taken out"} here; it is ${JSON.stringify(theirs) ?? "gone"} now, as in the release`,
    );
  return theirs;
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an installation needs more than the lock of the release holds. */
export function hasOwnPackages(merged: string, theirs: string): boolean {
  const [own, shipped] = [merged, theirs].map((text) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text) as Json;
    return { dependencies, devDependencies, optionalDependencies };
  });
  return !isDeepStrictEqual(own, shipped);
}

/** Lines of which the order says nothing: those of the release, without what the fleet took out, and its own. */
export function mergeLines({ base, ours, theirs }: Three): string {
  const [b, o, t] = [base, ours, theirs].map((text) => text.split("\n").filter(Boolean));
  const kept = t!.filter((line) => o!.includes(line) || !b!.includes(line));
  const own = o!.filter((line) => !b!.includes(line) && !t!.includes(line));
  return [...kept, ...own].map((line) => `${line}\n`).join("");
}
