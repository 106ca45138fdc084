import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Command } from "../measure.ts";
import type { RivalName, RivalProgram } from "./programs.ts";

/** How a rival is given the objects of a tree, and asked for one file of each. */
export interface RivalForm {
  /** Writes the tree in its language, in the form that takes it least. */
  readonly write: (tree: string, directory: string) => void;
  readonly command: (program: RivalProgram, directory: string, output: string) => Command;
  readonly title: string;
}

export const rivalForms: Readonly<Record<RivalName, RivalForm>> = {
  kustomize: {
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
    title: "jsonnet --multi",
    write: (tree, directory) =>
      eachCluster(tree, directory, (files) => {
        const objects = files.map(([file, yaml]) => [file.replaceAll("/", "_"), load(yaml)]);
        return { "main.jsonnet": JSON.stringify(Object.fromEntries(objects), undefined, 1) };
      }),
    command: ({ path }, directory, output) =>
      onEveryCpu('"$0" --multi "$1/$2" "$2/main.jsonnet"', path, directory, output),
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

/** A run for each cluster: all in one take both of them longer, and kustomize refuses the same name twice. */
function onEveryCpu(command: string, program: string, cwd: string, output: string): Command {
  const one = `mkdir "$1/$2" && exec ${command}`;
  const all = `ls | xargs -P ${availableParallelism()} -I @ sh -c '${one}' "$0" "$1" @`;
  return { program: "sh", args: ["-c", all, program, output], cwd };
}

function filesOf(directory: string): Files {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .sort()
    .map((path) => [path, readFileSync(join(directory, path), "utf8")] as const);
}
