import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { importCharts } from "./import/charts.ts";
import { readEnums } from "./import/enums.ts";
import { checkOverlay, kubernetesText } from "./import/kubernetes.ts";
import { readLock } from "./import/lock.ts";
import { writeFiles, type Files } from "./import/output.ts";
import type { Swagger } from "./import/swagger.ts";
import { readOptions } from "./options.ts";

const usage = `usage: npm run import -- [--from DIR] [--kubernetes DIR]
  --from DIR        charts as DIR/<chart>/{Chart.yaml,values.yaml,values.schema.json,crds/}
  --kubernetes DIR  APIs as DIR/<minor>/swagger.json and, optionally, DIR/<minor>/openapi-v3/*.json
  --lock FILE       the charts to import (charts.lock.yaml)
  --to DIR          where to write (imports)`;

const root = fileURLToPath(new URL("..", import.meta.url));

try {
  run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`import: ${error.message}`);
  if (process.env["DEBUG"]) console.error(error.stack);
  process.exitCode = 1;
}

function run(): void {
  const values = readOptions(
    {
      from: { type: "string" },
      kubernetes: { type: "string" },
      lock: { type: "string", default: join(root, "charts.lock.yaml") },
      to: { type: "string", default: join(root, "imports") },
    },
    usage,
  );
  if (!values.from && !values.kubernetes)
    throw new Error(`nothing to import from; name a directory\n${usage}`);
  if (values.from) {
    const { files, skipped } = importCharts(values.from, readLock(values.lock));
    for (const note of skipped) console.error(`note: ${note}`);
    writeFiles(values.to, files, ["charts.ts", "crds", "values"]);
    console.log(`${files.size} files of charts in ${values.to}`);
  }
  if (values.kubernetes) {
    const files = importKubernetes(values.kubernetes);
    writeFiles(values.to, files, ["kubernetes"]);
    console.log(`${files.size} files of Kubernetes in ${values.to}`);
  }
}

function importKubernetes(directory: string): Files {
  const minors = readdirSync(directory).filter((name) =>
    existsSync(join(directory, name, "swagger.json")),
  );
  if (minors.length === 0)
    throw new Error(`${directory}: holds no <minor>/swagger.json; fetch one per minor`);
  const enums = readEnums(minors.toSorted().map((minor) => join(directory, minor)));
  const files: Files = new Map();
  for (const minor of minors.toSorted()) {
    const swagger = JSON.parse(
      readFileSync(join(directory, minor, "swagger.json"), "utf8"),
    ) as Swagger;
    files.set(`kubernetes/${minor}.json`, kubernetesText(swagger, enums, minor));
  }
  checkOverlay(files.values());
  return files;
}
