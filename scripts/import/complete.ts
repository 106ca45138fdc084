import { FAILSAFE_SCHEMA, load } from "js-yaml";
import type { DirectoryFiles } from "../../lib/helm/directory.ts";
import { BadDirectory, readChartDirectory } from "../../lib/helm/directory.ts";

type Entry = Readonly<Record<string, unknown>>;

/** An entry with what its Chart.yaml says, and what is wrong with it. */
export interface CompleteEntry {
  readonly entry: Entry;
  readonly mistakes: readonly string[];
}

/** Fills in version and application of a chart that is a directory of the project. */
export function completeEntry(entry: Entry, project: string): CompleteEntry {
  const { name, path, repository, digest } = entry;
  const mistakes: string[] = [];
  if (repository !== undefined) mistakes.push("has a path and a repository; drop one of the two");
  if (digest !== undefined)
    mistakes.push("has a path and a digest, which is of an archive; drop the digest");
  const failed = (message: string): CompleteEntry => ({ entry, mistakes: [...mistakes, message] });
  if (typeof path !== "string" || path === "")
    return failed("has a path that is no text; write that of a directory below the repository");
  const head = headIn(path, project);
  if (typeof head === "string") return failed(head);
  if (head["name"] !== name)
    return failed(
      `has the path "${path}", where Chart.yaml is of chart "${String(head["name"])}", not "${String(name)}"; correct one of the two`,
    );
  const complete: Record<string, unknown> = { ...entry };
  for (const field of ["version", "appVersion"]) {
    const [said, found] = [entry[field], head[field]];
    if (typeof found === "string" && found !== "") complete[field] = found;
    else if (field === "version")
      return failed(`has the path "${path}", where Chart.yaml has no version; write one there`);
    if (said !== undefined && said !== (found ?? ""))
      mistakes.push(
        `has the ${field} ${textOf(said)}, but ${path}/Chart.yaml says ${textOf(found)}; drop the line, or correct one of the two`,
      );
  }
  return { entry: complete, mistakes };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
}

/** What Chart.yaml says; a text says what is wrong. */
function headIn(path: string, project: string): Entry | string {
  let files: DirectoryFiles;
  try {
    files = readChartDirectory(project, path);
  } catch (error) {
    if (!(error instanceof BadDirectory)) throw error;
    return error.message;
  }
  try {
    // In this schema everything is text, as in the lock.
    const head = load(String(files.get("Chart.yaml")), { schema: FAILSAFE_SCHEMA });
    return typeof head === "object" && head !== null ? (head as Entry) : {};
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    return `has the path "${path}", where Chart.yaml cannot be read: ${reason}; mend it`;
  }
}
