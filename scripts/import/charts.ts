import { addDefinitions, summary } from "./crds.ts";
import type { LockedChart } from "./lock.ts";
import { compactJson, type Files } from "./output.ts";
import { readLockedChart, type ChartSource } from "./source.ts";
import { generated, pascalCase, typeText } from "./typescript.ts";
import { valuesSchemaOf } from "./values.ts";

/** Everything generated from charts: the catalogue, values, schemas and constructs. */
export function importCharts(
  from: string,
  lock: readonly LockedChart[],
): { files: Files; skipped: string[] } {
  const files: Files = new Map();
  const charts = lock.map((locked) => ({ locked, source: readLockedChart(from, locked) }));
  files.set("charts.ts", catalogueText(charts));
  for (const { source } of charts) {
    const schema = valuesSchemaOf(source, from);
    const type = typeText(schema, { isValues: true });
    files.set(`values/${source.name}.json`, compactJson(schema));
    files.set(
      `values/${source.name}.ts`,
      `${generated}\nexport interface ${valuesName(source.name)} ${type}\n`,
    );
  }
  files.set("values/index.ts", indexText(lock.map(({ name }) => name)));
  const skipped = addDefinitions(
    charts.flatMap(({ source }) => source.definitions),
    files,
  );
  return { files, skipped };
}

interface Chart {
  readonly locked: LockedChart;
  readonly source: ChartSource;
}

function catalogueText(charts: readonly Chart[]): string {
  const entries = charts.map(({ locked, source }) => {
    const { name, repository, version, appVersion } = locked;
    const crds = source.definitions.map(
      (definition) => `      ${JSON.stringify(summary(definition))},\n`,
    );
    const list = crds.length === 0 ? "[]" : `[\n${crds.toSorted().join("")}    ]`;
    const fields = Object.entries({ name, repository, version, appVersion });
    const lines = fields.map(([key, value]) => `    ${key}: ${JSON.stringify(value)},\n`);
    return `  ${JSON.stringify(name)}: {\n${lines.join("")}    crds: ${list},\n  },\n`;
  });
  return [
    generated,
    'import type { ImportedChart } from "../lib/chart.ts";\n\n',
    `export const charts = {\n${entries.join("")}} as const satisfies Record<string, ImportedChart>;\n\n`,
    "export type ChartName = keyof typeof charts;\n",
  ].join("");
}

function indexText(names: readonly string[]): string {
  const imports = names.map((name) => `import type { ${valuesName(name)} } from "./${name}.ts";\n`);
  const fields = names.map((name) => `  readonly ${JSON.stringify(name)}: ${valuesName(name)};\n`);
  return `${generated}${imports.join("")}\nexport interface ChartValues {\n${fields.join("")}}\n`;
}

function valuesName(chart: string): string {
  return `${pascalCase(chart)}Values`;
}
