import { indexFiles, type ImportedOne } from "./charts.ts";
import { kindFiles, type Known } from "./known.ts";
import { writeFiles, type Files } from "./output.ts";
import { ownersOf, ownFiles } from "./shared.ts";

/** What the import of one chart changes, beside what is there of the others. */
export interface OneChange {
  readonly files: Files;
  /** Of kinds that no chart has any more; those among `files` stay. */
  readonly gone: readonly string[];
}

/** Throws a Refusal where the chart does not go with the others. */
export function filesOfOne(one: ImportedOne, known: Known): OneChange {
  const { entry } = one;
  const entries = Object.values({ ...known.charts, [entry.name]: entry });
  const files = new Map([...ownFiles(one, ownersOf(entries)), ...indexFiles(entries)]);
  const had = new Set(
    entries.flatMap(({ crds }) => crds).map(({ group, kind }) => `${group}/${kind}`),
  );
  const gone = known
    .definitionsOf(entry.name)
    .filter(({ group, kind }) => !had.has(`${group}/${kind}`))
    .flatMap(({ group, kind }) => kindFiles(group, kind));
  return { files, gone };
}

export function writeImport(imports: string, { files, gone }: OneChange): void {
  writeFiles(imports, files, gone);
}
