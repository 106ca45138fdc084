import type { ParseArgsOptionsConfig } from "node:util";
import { parseArgs } from "node:util";
import { didYouMean } from "../../lib/words.ts";

const help = { help: { type: "boolean", short: "h" } } as const;

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>["values"];

/** The options of a command. `--help`, and what the command does not know, print its usage and end the program. */
export function readOptions<Options extends ParseArgsOptionsConfig>(
  options: Options,
  usage: string,
): Values<Options> {
  return parse(options, usage, false).values as never;
}

/** The same for a command that also takes words. */
export function readWords<Options extends ParseArgsOptionsConfig>(
  options: Options,
  usage: string,
): { readonly values: Values<Options>; readonly words: readonly string[] } {
  const { values, positionals } = parse(options, usage, true);
  return { values: values as never, words: positionals };
}

/** Ends the program unless a word is one of those that the command knows. */
export function requireWord<Word extends string>(
  word: string,
  known: readonly Word[],
  usage: string,
): Word {
  const found = known.find((one) => one === word);
  if (found !== undefined) return found;
  const near = word === "" ? undefined : didYouMean(word, known);
  const said =
    word === "" ? `say one of ${known.join(", ")}` : `"${word}" is none of ${known.join(", ")}`;
  return endWithUsage(near ? `${said}; ${near}` : said, usage);
}

/** The words of a list with commas, each one that the command knows; undefined where there is no list. */
export function requireWords(
  list: string | undefined,
  known: readonly string[],
  usage: string,
): readonly string[] | undefined {
  const words = list?.split(",").map((word) => requireWord(word, known, usage));
  return words && [...new Set(words)];
}

/** Ends the program: what was given makes no sense. */
export function endWithUsage(message: string, usage: string): never {
  return end(console.error, `${message}\n\n${usage}`, 1);
}

function parse(options: ParseArgsOptionsConfig, usage: string, allowPositionals: boolean) {
  try {
    const parsed = parseArgs({ options: { ...options, ...help }, allowPositionals });
    if (parsed.values.help) end(console.log, usage, 0);
    return parsed;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS")) throw error;
    // What follows is about words that look like options, which no command takes.
    return endWithUsage((error as Error).message.split(". To specify")[0]!, usage);
  }
}

function end(print: (text: string) => void, text: string, status: number): never {
  print(text);
  process.exit(status);
}
