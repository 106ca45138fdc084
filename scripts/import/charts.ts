import { readOf } from "../archive/refused.ts";
import type { CustomResourceDefinition } from "../../lib/kubernetes/definition.ts";
import type { ImportedChart } from "../../lib/kubernetes/chart.ts";
import { addDefinitions, summary, withoutTwins } from "./crds.ts";
import { definitionsOf } from "./definitions.ts";
import type { Known } from "./known.ts";
import type { LockedChart } from "./lock.ts";
import { compactJson, type Files } from "./output.ts";
import { ownersOf, ownFiles } from "./shared.ts";
import type { ChartLibrary, ChartSource } from "./source.ts";
import { generated, pascalCase, typeText } from "./typescript.ts";
import { valuesSchemaOf } from "./values.ts";

/** What is generated from charts, and notes of what was not. */
export interface Imported {
  readonly files: Files;
  readonly skipped: string[];
}

/**
 * Everything generated from charts: the catalogue, values, schemas and constructs. A chart whose operator creates its
 * kinds when it runs keeps the `known` ones.
 */
export function importCharts(
  library: ChartLibrary,
  lock: readonly LockedChart[],
  known?: Known,
): Imported {
  const charts = lock.map((locked) =>
    importChart(
      readOf(locked, () => library(locked)),
      locked,
      known,
    ),
  );
  const files: Files = new Map();
  const entries = charts.map(({ entry }) => entry);
  const owners = ownersOf(entries);
  for (const one of charts) for (const [path, text] of ownFiles(one, owners)) files.set(path, text);
  for (const [path, text] of indexFiles(entries)) files.set(path, text);
  return { files, skipped: charts.flatMap(({ skipped }) => skipped) };
}

/** What one chart adds. */
export interface ImportedOne extends Imported {
  readonly entry: ImportedChart;
}

/** Throws a Refusal for what cannot be imported. */
export function importChart(source: ChartSource, locked: LockedChart, known?: Known): ImportedOne {
  return readOf(locked, () => importSource(source, locked, known));
}

function importSource(source: ChartSource, locked: LockedChart, known?: Known): ImportedOne {
  const { name, version, digest, open = {} } = locked;
  const files: Files = new Map();
  const schema = valuesSchemaOf(source, Object.keys(open));
  files.set(`values/${name}.json`, compactJson(schema));
  const type = typeText(schema, { isValues: true });
  files.set(`values/${name}.ts`, `${generated}\nexport interface ${valuesName(name)} ${type}\n`);
  // A directory is changed where it stands: what it no longer holds is gone.
  const before = locked.path === undefined ? known : undefined;
  const kinds = kindsOf(source, definitionsOf(source), before);
  for (const [path, text] of kinds.files) files.set(path, text);
  const appVersion = locked.appVersion ?? source.appVersion ?? "";
  const { crds } = kinds;
  const optional = digest === undefined ? {} : { digest };
  const entry: ImportedChart =
    locked.path === undefined
      ? { name, repository: locked.repository, version, ...optional, appVersion, crds }
      : { name, path: locked.path, version, appVersion, crds };
  return { entry, files, skipped: kinds.skipped };
}

function kindsOf(
  { name }: ChartSource,
  definitions: readonly CustomResourceDefinition[],
  known?: Known,
): Imported & Pick<ImportedChart, "crds"> {
  const before = known?.definitionsOf(name) ?? [];
  if (definitions.length === 0 && known && before.length > 0) {
    const note = `${name}: holds no CustomResourceDefinition; the ${before.length} imported before stay`;
    return { crds: before, files: known.filesOf(name), skipped: [note] };
  }
  const files: Files = new Map();
  const sole = withoutTwins(definitions);
  const skipped = addDefinitions(sole, files);
  return { crds: sole.map(summary), files, skipped };
}

/** The files that are about all charts at once. */
export function indexFiles(entries: readonly ImportedChart[]): Files {
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const names = sorted.map(({ name }) => name);
  return new Map([
    ["charts.json", catalogueText(sorted)],
    ["values/index.ts", indexText(names)],
  ]);
}

/** JSON with a line for each kind: a version that moves is one line of a diff. */
function catalogueText(charts: readonly ImportedChart[]): string {
  const entries = charts.map(({ crds, ...fields }) => {
    const definitions = crds.map((definition) => `      ${JSON.stringify(definition)}`);
    const list = crds.length === 0 ? "[]" : `[\n${definitions.toSorted().join(",\n")}\n    ]`;
    const lines = Object.entries(fields).map(
      ([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
    );
    return `  ${JSON.stringify(fields.name)}: {\n${lines.join("")}    "crds": ${list}\n  }`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}

/** Tells the compiler the values of each chart: a component names its chart, and its values are typed. */
function indexText(names: readonly string[]): string {
  const imports = names.map((name) => `import type { ${valuesName(name)} } from "./${name}.ts";\n`);
  const fields = names.map(
    (name) => `    readonly ${JSON.stringify(name)}: ${valuesName(name)};\n`,
  );
  const head = `${generated}${imports.join("")}\ndeclare module "../../lib/kubernetes/chart.ts" {\n`;
  return `${head}  interface ChartValues {\n${fields.join("")}  }\n}\n`;
}

function valuesName(chart: string): string {
  return `${pascalCase(chart)}Values`;
}
