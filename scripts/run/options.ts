import type { ParseArgsOptionsConfig } from "node:util";
import { parseArgs } from "node:util";
import { didYouMean } from "../../lib/words.ts";
import { guardTerminal } from "../tell/terminal.ts";
import type { Options, Usage } from "./usage.ts";
import { usageText } from "./usage.ts";

// Every command reads its arguments by this module, before it says anything.
guardTerminal();

/** What the options of a command were given. */
export type Values<Own extends Options> = ReturnType<typeof parseArgs<{ options: Own }>>["values"];

export interface Arguments<Own extends Options> {
  readonly values: Values<Own>;
  readonly words: readonly string[];
}

/** The options of a command. `--help`, and what the command does not know, print its usage and end the program. */
export function readOptions<Own extends Options>(usage: Usage<Own>): Values<Own> {
  return parse(usage, false).values;
}

/** The same for a command that also takes words. */
export function readWords<Own extends Options>(usage: Usage<Own>): Arguments<Own> {
  return parse(usage, true);
}

/** All arguments but `--help`, for a command that hands them on to a program with options of its own. */
export function readRest(usage: Usage): readonly string[] {
  const args = process.argv.slice(2);
  if (args.some((one) => one === "--help" || one === "-h")) end(console.log, usageText(usage), 0);
  return args;
}

/** Ends the program unless exactly one word was given; `what` says of what kind. */
export function requireOne(words: readonly string[], what: string, usage: Usage): string {
  const [word = "", ...others] = words;
  return word === "" || others.length > 0 ? endWithUsage(`name one ${what}`, usage) : word;
}

/** Ends the program unless a word is one of those that the command knows. */
export function requireWord<Word extends string>(
  word: string,
  known: readonly Word[],
  usage: Usage,
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
  usage: Usage,
): readonly string[] | undefined {
  const words = list?.split(",").map((word) => requireWord(word, known, usage));
  return words && [...new Set(words)];
}

/** Ends the program: what was given makes no sense. */
export function endWithUsage(message: string, usage: Usage): never {
  return end(console.error, `${message}\n\n${usageText(usage)}`, 1);
}

function parse<Own extends Options>(usage: Usage<Own>, allowPositionals: boolean): Arguments<Own> {
  const help = { type: "boolean", short: "h" } as const;
  try {
    const options: ParseArgsOptionsConfig = { ...usage.options, help };
    const { values, positionals } = parseArgs({ options, allowPositionals });
    if (values["help"]) end(console.log, usageText(usage), 0);
    return { values: values as never, words: positionals };
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
