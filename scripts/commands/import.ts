import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { storeDirectory } from "../../lib/helm/store.ts";
import { importCharts } from "../import/charts.ts";
import { readEnums } from "../import/enums.ts";
import { readKnown } from "../import/known.ts";
import { checkOverlay, kubernetesText } from "../import/kubernetes.ts";
import { readLock } from "../import/lock.ts";
import { writeFiles, type Files } from "../import/output.ts";
import { storedCharts, unpackedCharts } from "../import/source.ts";
import type { Swagger } from "../import/swagger.ts";
import { readOptions } from "../run/options.ts";
import { Refusal } from "../publish/refusal.ts";

const usage = `usage: npm run import                      charts from the store that npm run charts -- pull fills
       npm run import -- --from DIR        charts as DIR/<chart>/{Chart.yaml,values.yaml,values.schema.json,crds/}
       npm run import -- --kubernetes DIR  APIs, and charts only with --from or --store
  --store DIR       archives as DIR/<chart>-<version>.tgz (STRATA_CHARTS, or .charts)
  --kubernetes DIR  APIs as DIR/<minor>/swagger.json and, optionally, DIR/<minor>/openapi-v3/*.json
  --lock FILE       the charts to import (charts.lock.yaml)
  --to DIR          where to write (imports)`;

const root = fileURLToPath(new URL("../..", import.meta.url));

try {
  await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof Refusal ? error.message : `import: ${error.message}`);
  if (process.env["DEBUG"]) console.error(error.stack);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const values = readOptions(
    {
      from: { type: "string" },
      store: { type: "string" },
      kubernetes: { type: "string" },
      lock: { type: "string", default: join(root, "charts.lock.yaml") },
      to: { type: "string", default: join(root, "imports") },
    },
    usage,
  );
  if (values.from || values.store || !values.kubernetes) {
    const lock = readLock(values.lock);
    // Archives do not hold the kinds that operators create at run time.
    const { files, skipped } = values.from
      ? importCharts(unpackedCharts(values.from), lock)
      : importCharts(storedCharts(values.store ?? storeDirectory()), lock, readKnown(values.to));
    for (const note of skipped) console.error(`note: ${note}`);
    writeFiles(values.to, files, ["charts.json", "crds", "values"]);
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
