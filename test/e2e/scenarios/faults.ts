import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { load } from "js-yaml";
import type { Faulty, Outcome } from "../faults/fleet.ts";
import { outcomeOf } from "../faults/fleet.ts";
import { buildTools } from "../tools.ts";
import type { Scenario } from "./scenario.ts";

/** What is asked of the outcome of faulty charts. */
interface Case {
  readonly shows: string;
  readonly faulty: readonly Faulty[];
  /** Every line that synth says. */
  readonly lines?: readonly string[];
  /** Names of the files of their objects. */
  readonly names?: readonly string[];
  /** Of an object that comes of them. */
  readonly file?: string;
  readonly object?: object;
}

const carries = 'Secret "login" carries its value';
const ask = "ask the secret store for it with scope.secret(...)";
const upgrade = "faulty/Job-upgrade.yaml";
const widgets = "faulty/CustomResourceDefinition-widgets.faults.example.yaml";

const cases: readonly Case[] = [
  {
    shows: "a random password is told with its object, its field and the value to pin",
    faulty: [{ fault: "random" }],
    lines: [
      `home/faulty: ${carries} in data; ${ask}`,
      'home/faulty: Secret "login" of chart kube-prometheus-stack 1.0.0 is another at each rendering, in data.admin-password; set value grafana.adminPassword, or name the object in drop and make it otherwise',
    ],
  },
  {
    shows: "a pinned one is random no more",
    faulty: [{ fault: "random", values: { grafana: { adminPassword: "pinned" } } }],
    lines: [`home/faulty: ${carries} in data; ${ask}`],
  },
  {
    shows: "a Secret with data is refused",
    faulty: [{ fault: "secret" }],
    lines: [`home/faulty: ${carries} in stringData; ${ask}`],
  },
  {
    shows: "a Secret that the component drops is taken from the store",
    faulty: [{ fault: "random", changes: { drop: ["Secret/login"] } }],
    names: [],
  },
  {
    shows: "hooks of tests and rollbacks are dropped",
    faulty: [{ fault: "hooks" }],
    names: ["faulty/ConfigMap-settings.yaml"],
  },
  {
    shows: "a hook Job gets a deadline, and runs beside the ServiceAccount that it needs",
    faulty: [{ fault: "account" }],
    names: [upgrade, "faulty/ServiceAccount-upgrade.yaml"],
    file: upgrade,
    object: {
      metadata: { annotations: { "argocd.argoproj.io/hook": "Sync" } },
      spec: { activeDeadlineSeconds: 600 },
    },
  },
  {
    shows: "an object without a namespace gets one, where its kind has any",
    faulty: [{ fault: "namespace" }],
    file: "faulty/ConfigMap-here.yaml",
    object: { metadata: { namespace: "faulty" }, data: { true: "no" } },
  },
  {
    shows: "a definition too large for an annotation is applied by the server",
    faulty: [{ fault: "definition", values: { grafana: { replicas: 300_000 } } }],
    file: "faulty.yaml",
    object: {
      spec: { syncPolicy: { syncOptions: ["FailOnSharedResource=true", "ServerSideApply=true"] } },
    },
  },
  {
    shows: "a definition of two charts is refused",
    faulty: [{ fault: "definition" }, { fault: "definition", name: "faulty-too" }],
    lines: [
      'home/faulty-too: the chart makes CustomResourceDefinition "widgets.faults.example", which the chart of faulty makes too; switch it off in one of them, or rename it',
    ],
  },
  {
    shows: "a patch whose target is gone is refused",
    faulty: [
      {
        fault: "namespace",
        changes: { patches: [{ kind: "ConfigMap", name: "there", merge: { data: { a: "b" } } }] },
      },
    ],
    lines: [
      'home/faulty: patches names ConfigMap/there, but the chart makes no such object; did you mean "ConfigMap/here"?',
    ],
  },
];

/** Needs Helm alone. */
export const faults: Scenario = {
  name: "faults",
  seconds: 5,
  shows: "the faults of charts are mended or told, with the real Helm",

  async run({ say }) {
    process.env["PATH"] = [await buildTools(say), process.env["PATH"]].join(delimiter);
    const directory = mkdtempSync(join(tmpdir(), "strata-e2e-faults-"));
    try {
      for (const one of cases) {
        requireCase(one, await outcomeOf(directory, one.faulty));
        say(one.shows);
      }
      requireTidy(await outcomeOf(directory, [{ fault: "definition" }]));
      say("preserveUnknownFields, status and empty fields of a definition are gone");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

function requireCase({ shows, lines = [], names, file, object }: Case, found: Outcome): void {
  assert.deepEqual(found.lines, lines, shows);
  const objects = Object.keys(found.files).filter((name) => name.includes("/"));
  if (names) assert.deepEqual(objects, names, shows);
  if (file !== undefined)
    assert.partialDeepStrictEqual(load(found.files[file] ?? "{}"), object ?? {}, shows);
}

/** What the API server no longer takes is gone, so that Argo CD sees no difference. */
function requireTidy({ files }: Outcome): void {
  const definition = load(files[widgets] ?? "{}") as { spec?: object; metadata?: object };
  assert.deepEqual(Object.keys(definition), ["apiVersion", "kind", "metadata", "spec"]);
  assert.deepEqual(Object.keys(definition.spec!), ["group", "names", "scope", "versions"]);
  assert.deepEqual(Object.keys(definition.metadata!), ["name", "annotations"]);
}
