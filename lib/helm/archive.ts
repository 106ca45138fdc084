import { Budget } from "../outside/gunzip.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../problem.ts";
import type { DirectoryChart } from "../kubernetes/chart.ts";
import type { ChartRequest } from "./request.ts";
import { BadDirectory, digestOfFiles, ownProject, readChartDirectory } from "./directory.ts";
import { archiveName, archivePath, digestOf } from "./store.ts";

/** What a template may call that gives another result each time, and what opens and closes an action. */
const unsteady =
  /\{\{|\}|\b(?:rand(?:Alpha|AlphaNum|Ascii|Bytes|Int|Numeric)|gen(?:CA|CAWithKey|PrivateKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|shuffle|htpasswd|bcrypt|encryptAES|now|ago)\b/g;

/** In one pass: a template of nothing but openings would take an expression over whole actions for ever. */
function mayVary(text: string): boolean {
  let isInside = false;
  for (const [found] of text.matchAll(unsteady)) {
    if (found === "{{") isInside = true;
    else if (found === "}") isInside = false;
    else if (isInside) return true;
  }
  return false;
}

const elsewhere = /"\$ref"\s*:\s*"https?:/;

/** Where charts are. */
export interface ChartPlaces {
  /** Directory of chart archives. */
  readonly store: string;
  /** The repository, for charts that are directories of it. @default this one */
  readonly project?: string;
}

/** The archive of a chart, or the directory that stands for one. */
export interface Archive {
  readonly path: string;
  /** `sha256:…` of the file, or of all files of the directory. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Whether a template calls for chance or the clock, so that one rendering proves nothing. */
  mayVary(): boolean;
  /** Whether a schema of values stands elsewhere, where Helm would ask for it. */
  asksNetwork(): boolean;
  /** A copy that broke off is not. */
  isWhole(): boolean;
}

/** The archives that are asked for, and the directories, by name; the problems say which are not there. */
export function openArchives(
  requests: readonly ChartRequest[],
  { store, project = ownProject }: ChartPlaces,
  problems: Problem[],
): ReadonlyMap<string, Archive> {
  const archives = new Map<string, Archive>();
  for (const { chart } of requests) {
    const name = archiveName(chart);
    if (archives.has(name)) continue;
    if (chart.path !== undefined) {
      const directory = openDirectory(project, chart);
      if (typeof directory !== "string") archives.set(name, directory);
      else if (!problems.some(({ message }) => message === directory))
        problems.push({ place: "charts", message: directory });
      continue;
    }
    const pull = `run "npm run charts -- pull ${chart.name}"`;
    let archive: Archive | undefined;
    try {
      archive = openArchive(archivePath(store, chart));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const message = `${name} in ${store} cannot be read (${code}); delete it and ${pull}`;
      problems.push({ place: "charts", message });
      continue;
    }
    if (!archive) {
      problems.push({ place: "charts", message: `${name} is not in ${store}; ${pull}` });
    } else if (chart.digest !== undefined && chart.digest !== archive.digest) {
      const message = `${name} in ${store} has digest ${archive.digest}, not ${chart.digest} as charts.lock.yaml says; delete it and ${pull}`;
      problems.push({ place: "charts", message });
    } else archives.set(name, archive);
  }
  return archives;
}

/** A text says what is wrong with it. */
function openDirectory(project: string, { name, version, path }: DirectoryChart): Archive | string {
  try {
    const files = readChartDirectory(project, path);
    const [, found = version] = versionLine.exec(String(files.get("Chart.yaml"))) ?? [];
    if (found !== version)
      return `${path} is version ${found} of chart ${name}, but imports/ are of ${version}; run "npm run charts -- pull ${name}"`;
    const contents = [...files.values()];
    const budget = new Budget();
    // Subcharts may be archives.
    const some = (test: (text: string) => boolean): boolean =>
      contents.some((one) => test((unpacked(one, budget) ?? one).toString("latin1")));
    return {
      path: join(project, path),
      digest: digestOfFiles(files),
      size: contents.reduce((sum, { length }) => sum + length, 0),
      mayVary: () => some(mayVary),
      asksNetwork: () => some((text) => elsewhere.test(text)),
      isWhole: () => true,
    };
  } catch (error) {
    if (!(error instanceof BadDirectory)) throw error;
    return `chart ${name} ${error.message}`;
  }
}

/** As nearly everybody writes it; a reader of YAML takes longer than all else here. */
const versionLine = /^version:[ \t]*["']?([^\s"'#]+)/m;

/** Undefined where there is no such file. Throws where it cannot be read. */
function openArchive(path: string): Archive | undefined {
  const bytes = read(path);
  if (!bytes) return undefined;
  // Unpacked once, for both, and not kept.
  let found: { readonly mayVary: boolean; readonly asksNetwork: boolean } | undefined;
  const look = (): NonNullable<typeof found> => {
    if (found) return found;
    const text = unpacked(bytes)?.toString("latin1") ?? "";
    return (found = { mayVary: mayVary(text), asksNetwork: elsewhere.test(text) });
  };
  return {
    path,
    digest: digestOf(bytes),
    size: bytes.length,
    mayVary: () => look().mayVary,
    asksNetwork: () => look().asksNetwork,
    isWhole: () => unpacked(bytes) !== undefined,
  };
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Undefined for what is no whole gzip archive, or unpacks to more than Helm takes. */
function unpacked(bytes: Buffer, budget = new Budget()): Buffer | undefined {
  try {
    return budget.gunzip(bytes);
  } catch {
    return undefined;
  }
}
