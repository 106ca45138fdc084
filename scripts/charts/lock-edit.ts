import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { isMap, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { fields, type LockedChart } from "../import/lock.ts";

/** What is to be written of a chart; a field that is undefined is dropped. */
export type LockChange = Partial<Pick<LockedChart, "version" | "digest" | "appVersion">>;

/** Changes entries of the lock by their charts' names. Comments, order and everything else stay. */
export function editLock(path: string, changes: ReadonlyMap<string, LockChange>): void {
  const document = parseDocument(readFileSync(path, "utf8"));
  const { items } = document.contents as unknown as YAMLSeq;
  for (const entry of items.filter((item) => isMap(item))) {
    const change = changes.get(String(entry.get("name")));
    if (change) changeEntry(entry, change);
  }
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, document.toString({ lineWidth: 0 }));
  renameSync(temporary, path);
}

function changeEntry(entry: YAMLMap, change: LockChange): void {
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) entry.delete(field);
    else entry.set(field, value);
  }
  const place = (key: unknown): number => (fields as readonly string[]).indexOf(String(key));
  entry.items.sort((one, other) => place(one.key) - place(other.key));
}
