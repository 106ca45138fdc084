import type { ParseArgsOptionsConfig } from "node:util";
import { parseArgs } from "node:util";

const help = { help: { type: "boolean", short: "h" } } as const;

/** The options of a command. `--help`, and what the command does not know, print its usage and end the program. */
export function readOptions<Options extends ParseArgsOptionsConfig>(
  options: Options,
  usage: string,
): ReturnType<typeof parseArgs<{ options: Options }>>["values"] {
  const values = parse(options, usage);
  if ("help" in values && values.help) end(console.log, usage, 0);
  return values as never;
}

function parse(options: ParseArgsOptionsConfig, usage: string): object {
  try {
    return parseArgs({ options: { ...options, ...help } }).values;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS")) throw error;
    return end(console.error, `${(error as Error).message}\n\n${usage}`, 1);
  }
}

function end(print: (text: string) => void, text: string, status: number): never {
  print(text);
  process.exit(status);
}
