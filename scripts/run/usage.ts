import type { ParseArgsOptionDescriptor } from "node:util";

export interface Option extends ParseArgsOptionDescriptor {
  /** Stands for the value in the help, in capitals: FILE. */
  readonly value?: string;
  readonly means: string;
}

export type Options = Readonly<Record<string, Option>>;

/** All that `--help` says of a command, and what its arguments are read by. */
export interface Usage<Own extends Options = Options> {
  /** As `npm run` knows it. */
  readonly command: string;
  /** Words that may follow, and what the command does then; "" is the bare command. */
  readonly forms: Readonly<Record<string, string>>;
  readonly options: Own;
  /** Words that a person could type, for a house with a cluster `home`. */
  readonly examples: readonly string[];
  readonly notes?: string;
}

/** Keeps the types of the options, which the values have. */
export function defineUsage<const Own extends Options>(usage: Usage<Own>): Usage<Own> {
  return usage;
}

const help: Options = { help: { type: "boolean", short: "h", means: "this" } };

/** Forms, options, an example or more, notes: the same for every command. */
export function usageText({ command, forms, options, examples, notes }: Usage): string {
  const line = (words: string): string => `npm run ${command}${words && ` -- ${words}`}`;
  const all = Object.entries({ ...options, ...help });
  const parts = [
    columns(Object.entries(forms).map(([words, means]) => [line(words), means])),
    columns(
      all.map(([name, { value, means }]) => [`  --${name}${value ? ` ${value}` : ""}`, means]),
    ),
    ["for example:", ...examples.map((words) => `  ${line(words)}`)].join("\n"),
    ...(notes ? [notes] : []),
  ];
  return parts.join("\n\n");
}

const width = 120;

/** Two of them; what does not fit into the second goes on below it. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const first = Math.max(...rows.map(([head]) => head.length)) + 2;
  const room = new RegExp(`(.{1,${width - first}})(?: |$)`, "g");
  return rows
    .map(([head, text]) => head.padEnd(first) + text.replace(room, `$1\n${" ".repeat(first)}`))
    .map((text) => text.trimEnd())
    .join("\n");
}
