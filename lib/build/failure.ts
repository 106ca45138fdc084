import { fileURLToPath } from "node:url";
import type { Fault } from "./rendered.ts";
import { isMap } from "./values.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** What was thrown while a component, a cluster or the fleet was built or judged; `options` are those of a component. */
export function failureOf(error: unknown, options?: unknown): Fault {
  const empty = isMap(options)
    ? Object.keys(options).filter((key) => options[key] === undefined || options[key] === null)
    : [];
  const hint = empty.length > 0 ? `, of which ${empty.join(" and ")} has no value` : "";
  const todo =
    options === undefined ? "look for what is unusual in its data" : `correct its options${hint}`;
  return {
    message: `cannot be built${whereOf(error)}: ${reasonOf(error)}; ${todo}`,
    about: "failure",
  };
}

/** On one line, and short. */
export function reasonOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** ` at <file>:<line>` of the project that threw, components before the engine. */
function whereOf(error: unknown): string {
  const lines = linesOf(error)
    .filter(({ path }) => path.startsWith(project) && !path.includes("/node_modules/"))
    .map(({ path, line }) => `${path.slice(project.length)}:${line}`);
  const line = lines.find((one) => !one.startsWith("lib/")) ?? lines[0];
  return line === undefined ? "" : ` at ${line}`;
}

/** The lines of files that a stack names, innermost first. */
export function linesOf(error: unknown): { readonly path: string; readonly line: string }[] {
  const stack = error instanceof Error ? String(error.stack) : "";
  const found = stack.matchAll(/(?:^|file:\/\/|\()(\/[^\n()]+?\.(?:ts|json)):(\d+)/gm);
  return [...found].map(([, path, line]) => ({ path: path!, line: line! }));
}
