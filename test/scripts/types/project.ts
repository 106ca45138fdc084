import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { problemLines } from "../../../lib/problem.ts";
import { checkTypes } from "../../../scripts/types/compiler.ts";

/** A fleet with a field of each kind, which the compiler takes. */
export const house = readFileSync(fileURLToPath(new URL("house.txt", import.meta.url)), "utf8");

/** The values of chart `demo`, which no lock has. */
const values = `declare module "./lib/kubernetes/chart.ts" {
  interface ChartValues {
    readonly demo: {
      readonly replicaCount?: number;
      readonly service?: { readonly type?: "ClusterIP" | "LoadBalancer" };
    };
  }
}
export {};
`;

/** A project of these files of clusters/, with the model and the parts of this one. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "types-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  for (const [name, text] of Object.entries(files)) write(`clusters/${name}`, text);
  write("values.d.ts", values);
  write("package.json", '{ "type": "module" }');
  write(
    "tsconfig.json",
    JSON.stringify({
      extends: resolve("scripts/types/tsconfig.json"),
      include: ["clusters", "values.d.ts"],
    }),
  );
  mkdirSync(join(directory, "charts"));
  for (const path of ["charts/distributions", "charts/parts", "imports", "lib", "node_modules"])
    symlinkSync(resolve(path), join(directory, path));
  return directory;
}

/** What is told of a project, a line each. */
export async function toldOf(directory: string): Promise<string[]> {
  const { problems, notes } = await checkTypes({
    config: join(directory, "tsconfig.json"),
    directory,
  });
  return [...notes, ...problemLines(problems)];
}
