import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Fields } from "./data.ts";
import { failure, unknown } from "../tell/failure.ts";

/** An Application of the fleet. */
export interface PlannedApplication {
  readonly cluster: string;
  readonly name: string;
  readonly namespace: string;
  /** Name of the component that it is of. */
  readonly component: string;
  /** Of the containers that synth renders, each once. */
  readonly images: readonly string[];
  /** Options of its placement that are data. */
  readonly options: Fields;
  /** Those that are none. */
  readonly computed: readonly string[];
  /** What is otherwise in its placement. */
  readonly overrides: readonly string[];
  /** What Argo CD is told to take, for each of its sources: a branch, a commit, the version of a chart. */
  readonly revisions: readonly string[];
  /** Itself and the objects that synth renders: paths from the root, and the hash that git has of each. */
  readonly files: Readonly<Record<string, string>>;
  /** Of all that it deploys, and how. */
  readonly hash: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = fileURLToPath(new URL("programs/applications.ts", import.meta.url));

/** What the fleet is by its files as they are now. In a process of its own: modules are loaded once in each. */
export function plannedApplications(): readonly PlannedApplication[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, program], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status === 0) return JSON.parse(stdout) as readonly PlannedApplication[];
  throw failure(
    "clusters",
    `are not right as they are; mend what npm run synth says:\n${stderr.trim()}`,
  );
}

export function titleOf({ cluster, name }: PlannedApplication): string {
  return `${cluster}/${name}`;
}

/** The one that a word means: `<cluster>/<name>`, or a name that one cluster alone has. */
export function findApplication(
  option: string,
  word: string,
  all: readonly PlannedApplication[],
): PlannedApplication {
  const found = all.filter((one) => titleOf(one) === word || one.name === word);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw failure(
      option,
      `several are called "${word}"; name one of ${found.map(titleOf).join(", ")}`,
    );
  const known = all.filter(({ images }) => images.length > 0).map(titleOf);
  return unknown(option, "Application", word, known);
}

/**
 * The one of an app in an environment: its name with the environment, or its name in a cluster or namespace of that
 * name; `<cluster>/<environment>` where several clusters have it. `near` is the cluster that is meant when in doubt.
 */
export function findInEnvironment(
  option: string,
  app: string,
  environment: string,
  all: readonly PlannedApplication[],
  near?: string,
): PlannedApplication {
  const [word, onCluster] = environment.split("/").toReversed() as [string, string?];
  const found = all.filter(
    ({ cluster, name, namespace }) =>
      (onCluster === undefined || cluster === onCluster) &&
      (name === `${app}-${word}` || (name === app && (cluster === word || namespace === word))),
  );
  const one = found.length === 1 ? found[0] : found.find(({ cluster }) => cluster === near);
  if (one) return one;
  if (found.length === 0) {
    const known = environmentsOf(app, all);
    if (known.length === 0) return unknown(option, "app", app, appsOf(all));
    return unknown(option, `environment of ${app}`, environment, known);
  }
  const names = found.map(({ cluster }) => `${cluster}/${word}`);
  throw failure(option, `${app} is in ${word} of several clusters; say one of ${names.join(", ")}`);
}

/** Components with images of their own. */
function appsOf(all: readonly PlannedApplication[]): string[] {
  const found = all.filter(({ images }) => images.length > 0).map(({ component }) => component);
  return [...new Set(found)].sort();
}

function environmentsOf(app: string, all: readonly PlannedApplication[]): string[] {
  const names = all.flatMap(({ cluster, name, namespace, component }) => {
    if (name === app) return [cluster];
    const rest = name.startsWith(`${app}-`) ? name.slice(app.length + 1) : "";
    // Another app may have a name that begins with this one's.
    return rest !== "" && (rest === namespace || component === app) ? [rest] : [];
  });
  return [...new Set(names)];
}
