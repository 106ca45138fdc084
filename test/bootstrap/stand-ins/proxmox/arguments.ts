import { Refusal } from "./failure.ts";

/** Words and options of a command line, as PVE::CLIHandler reads them: `--name value` or `--name=value`. */
export interface Arguments {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** What stands after `--`. */
  readonly rest: readonly string[];
}

/** An option without a value means yes. `isKnown` is the schema of the command, `usage` what an error ends with. */
export function readArguments(
  args: readonly string[],
  isKnown: (option: string) => boolean,
  usage: string,
): Arguments {
  const words: string[] = [];
  const options: Record<string, string> = {};
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  for (let i = 0; i < own.length; i++) {
    const [, name, value] = /^--?([a-zA-Z][\w-]*)(?:=([\s\S]*))?$/.exec(own[i]!) ?? [];
    if (name === undefined) {
      words.push(own[i]!);
      continue;
    }
    if (!isKnown(name))
      throw new Refusal(`Unknown option: ${name}\n400 unable to parse option\n\n${usage}`);
    const next = own[i + 1];
    if (value !== undefined) options[name] = value;
    else if (next === undefined || next.startsWith("--")) options[name] = "1";
    else options[name] = own[++i]!;
  }
  return { words, options, rest: end < 0 ? [] : args.slice(end + 1) };
}

export function number(name: string, text: string | undefined): number {
  if (text === undefined) throw new Refusal(`400 not enough arguments`);
  if (!/^\d+$/.test(text))
    throw new Refusal(
      `400 Parameter verification failed.\n${name}: type check ('integer') failed - got '${text}'`,
    );
  return Number(text);
}
