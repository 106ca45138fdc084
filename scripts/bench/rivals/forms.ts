import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Command } from "../measure.ts";
import type { RivalName, RivalProgram } from "./programs.ts";

export type RivalForms = "kustomize" | "jsonnet" | "tanka" | "tankaCached";

/** How a rival is given the objects of a tree, and asked for one file of each. */
export interface RivalForm {
  readonly program: RivalName;
  /** Writes the tree in its language, in the form that takes it least. */
  readonly write: (tree: string, directory: string) => void;
  readonly command: (program: RivalProgram, directory: string, output: string) => Command;
  readonly title: string;
}

export const rivalForms: Readonly<Record<RivalForms, RivalForm>> = {
  kustomize: {
    program: "kustomize",
    title: "kustomize build",
    write: (tree, directory) =>
      eachCluster(tree, directory, (files) => ({
        "kustomization.yaml": "resources:\n  - objects.yaml\n",
        "objects.yaml": files.map(([, yaml]) => yaml).join("---\n"),
      })),
    command: ({ path }, directory, output) =>
      onEveryCpu('"$0" build "$2" -o "$1/$2"', path, directory, output),
  },
  jsonnet: {
    program: "jsonnet",
    title: "jsonnet --multi",
    write: (tree, directory) =>
      eachCluster(tree, directory, (files) => {
        return { "main.jsonnet": jsonnetOf(files) };
      }),
    command: ({ path }, directory, output) =>
      onEveryCpu('"$0" --multi "$1/$2" "$2/main.jsonnet"', path, directory, output),
  },
  tanka: {
    program: "tanka",
    title: "tk export",
    write: writeEnvironments,
    command: exportEnvironments([]),
  },
  /** What it evaluated is remembered from its run before; the files are written anew. */
  tankaCached: {
    program: "tanka",
    title: "tk export, unchanged",
    write: writeEnvironments,
    command: exportEnvironments(["--cache-path", ".cache", "--cache-envs", ".*"]),
  },
};

type Files = readonly (readonly [path: string, content: string])[];

/** A folder for each cluster, with what is made of its files. */
function eachCluster(
  tree: string,
  directory: string,
  make: (files: Files) => Readonly<Record<string, string>>,
): void {
  for (const cluster of readdirSync(tree)) {
    mkdirSync(join(directory, cluster), { recursive: true });
    for (const [name, content] of Object.entries(make(filesOf(join(tree, cluster)))))
      writeFileSync(join(directory, cluster, name), content);
  }
}

/** An environment for each cluster, below the root that `jsonnetfile.json` marks (tanka.dev/directory-structure). */
function writeEnvironments(tree: string, directory: string): void {
  eachCluster(tree, directory, (files) => ({
    "main.jsonnet": jsonnetOf(files),
    "spec.json": JSON.stringify({
      apiVersion: "tanka.dev/v1alpha1",
      kind: "Environment",
      metadata: {},
      spec: { namespace: "default" },
    }),
  }));
  writeFileSync(join(directory, "jsonnetfile.json"), '{ "version": 1, "dependencies": [] }');
}

function exportEnvironments(flags: readonly string[]): RivalForm["command"] {
  const name =
    "{{env.metadata.name}}/{{.apiVersion}}.{{.kind}}-{{.metadata.namespace}}-{{.metadata.name}}";
  const all = ["--recursive", "--skip-manifest", "--format", name, "--log-level", "error"];
  const parallel = ["--parallel", String(availableParallelism())];
  return ({ path }, cwd, output) => ({
    program: path,
    args: ["export", output, ".", ...all, ...parallel, ...flags],
    cwd,
  });
}

function jsonnetOf(files: Files): string {
  const objects = files.map(([file, yaml]) => [file.replaceAll("/", "_"), load(yaml)]);
  return JSON.stringify(Object.fromEntries(objects), undefined, 1);
}

/** A run for each cluster: all in one take both of them longer, and kustomize refuses the same name twice. */
function onEveryCpu(command: string, program: string, cwd: string, output: string): Command {
  const one = `mkdir "$1/$2" && exec ${command}`;
  const all = `ls | xargs -P ${availableParallelism()} -I @ sh -c '${one}' "$0" "$1" @`;
  return { program: "sh", args: ["-c", all, program, output], cwd };
}

function filesOf(directory: string): Files {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml") && !path.endsWith("review.yaml"))
    .sort()
    .map((path) => [path, readFileSync(join(directory, path), "utf8")] as const);
}
