import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { storeDirectory } from "../../lib/helm/store.ts";
import { importCharts } from "../import/charts.ts";
import { withDirectories } from "../import/directory.ts";
import { readEnums } from "../import/enums.ts";
import { readKnown } from "../import/known.ts";
import { checkOverlay, kubernetesText } from "../import/kubernetes.ts";
import { readLock } from "../import/lock.ts";
import { writeFiles, type Files } from "../import/output.ts";
import { storedCharts, unpackedCharts, type ChartLibrary } from "../import/source.ts";
import type { Swagger } from "../import/swagger.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { Refusal } from "../tell/refusal.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const usage = defineUsage({
  command: "import",
  forms: {
    "": "charts from the store that npm run charts -- pull fills",
    "--from DIR": "charts as DIR/<chart>/{Chart.yaml,values.yaml,values.schema.json,crds/}",
    "--kubernetes DIR": "APIs, and charts only with --from or --store",
    "--model": "what clusters/ may say, of the types in lib/model, and nothing else",
  },
  options: {
    from: { type: "string", value: "DIR", means: "unpacked charts instead of archives" },
    store: {
      type: "string",
      value: "DIR",
      means: "archives as DIR/<chart>-<version>.tgz (STRATA_CHARTS, or .charts)",
    },
    kubernetes: {
      type: "string",
      value: "DIR",
      means: "APIs as DIR/<minor>/swagger.json and, optionally, DIR/<minor>/openapi-v3/*.json",
    },
    model: { type: "boolean", means: "the schemas of the types in lib/model" },
    lock: {
      type: "string",
      default: join(root, "charts.lock.yaml"),
      value: "FILE",
      means: "the charts to import (charts.lock.yaml)",
    },
    to: {
      type: "string",
      default: join(root, "imports"),
      value: "DIR",
      means: "where to write (imports)",
    },
  },
  examples: ["", "--kubernetes ../kubernetes-apis"],
});

try {
  await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof Refusal ? error.message : `import: ${error.message}`);
  if (process.env["DEBUG"]) console.error(error.stack);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const values = readOptions(usage);
  if (values.model) return importModel(values.to);
  if (values.from || values.store || !values.kubernetes) {
    const lock = readLock(values.lock);
    // Archives do not hold the kinds that operators create at run time.
    const own = (library: ChartLibrary) => withDirectories(dirname(values.lock), library);
    const { files, skipped } = values.from
      ? importCharts(own(unpackedCharts(values.from)), lock)
      : importCharts(
          own(storedCharts(values.store ?? storeDirectory())),
          lock,
          readKnown(values.to),
        );
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

async function importModel(to: string): Promise<void> {
  const { modelFiles } = await import("../import/model.ts");
  writeFiles(to, modelFiles(), ["model.json"]);
  console.log(`the schemas of lib/model in ${to}`);
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
