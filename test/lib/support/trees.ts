import type { PlannedFile } from "../../../lib/emit/planned-file.ts";
import { marker } from "../../../lib/emit/yaml.ts";

export function owned(path: string, text: string): PlannedFile {
  return { path, content: `${marker}${text}\n` };
}

/** Two trees of a few hundred files that share some, differ in some, and have folders of their own. */
export function alternatingTrees(): Readonly<Record<"A" | "B", readonly PlannedFile[]>> {
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  const shared = numbers.map((i) => owned(`shared/${i % 7}/same-${i}.yaml`, `same: ${i}`));
  const of = (name: string): readonly PlannedFile[] => [
    ...shared,
    ...numbers.map((i) => owned(`both/${i % 5}/file-${i}.yaml`, `of: ${name} ${i}`)),
    ...numbers.map((i) => owned(`only-${name}/${i % 3}/file-${i}.yaml`, `of: ${name} ${i}`)),
  ];
  return { A: of("A"), B: of("B") };
}

/** More than one thread writes, sorted. */
export function manyFiles(text: string): readonly PlannedFile[] {
  return Array.from({ length: 20_000 }, (_, i) => owned(`many/${10_000 + i}.yaml`, `${text} ${i}`));
}
