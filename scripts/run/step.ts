import type { Machine } from "../ssh/machine.ts";

/** What a program reads. A secret has words in place of its value wherever it is shown, and is read when it is needed. */
export type Input = string | { readonly secret: string; read(): Promise<string> | string };

/** A program that a step runs; `on` is absent for this computer. */
export interface Program {
  readonly on?: Machine;
  /** Never a secret: it is printed. */
  readonly argv: readonly string[];
  readonly input?: Input;
  /** 60 by default. */
  readonly timeoutSeconds?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is no single program: a file of the repository, an argument that is not known before. */
export interface Deed {
  readonly on?: Machine;
  /** What --dry-run prints: a program with words for what is not known yet, or a sentence. */
  readonly does: string;
  run(): Promise<void>;
}

export type Action = Program | Deed;

/** A part of the way, which a run that died anywhere in it takes again. */
export interface Step {
  /** What is true afterwards: "swap is off". */
  readonly name: string;
  /** Name of the machine, or `here`. Steps of one host run in the order of the list. */
  readonly host: string;
  /** Steps of other hosts, as `<host>: <name>`, that must be done before. */
  readonly after?: readonly string[];
  /** Looks at reality, and changes nothing. No file says that a step was done. */
  isDone(): Promise<boolean>;
  /** Safe to run twice, in whole or in part. */
  actions(): readonly Action[] | Promise<readonly Action[]>;
  /** How long `isDone` may stay false after the actions; 0 by default. */
  readonly waitSeconds?: number;
  /** What stops it, in the words of who knows; asked when the time is up. */
  why?(): Promise<string>;
  /** Why it cannot come true, and what to do, when that is certain; asked while it is waited for. */
  hopeless?(): Promise<string | undefined>;
  /** What to run when it does not come true. */
  readonly look: string;
}

export function idOf({ host, name }: Step): string {
  return `${host}: ${name}`;
}

/** A file with exactly this content, whole or not at all; its folder is made. */
export function fileActions(
  on: Machine,
  path: string,
  input: Input,
  mode: "0600" | "0644" | "0755" = "0644",
): Program[] {
  const unfinished = `${path}.strata`;
  return [
    // -D makes the folders. /dev/stdin is the content: it never stands among the arguments.
    { on, argv: ["install", "-D", "-m", mode, "/dev/stdin", unfinished], input },
    { on, argv: ["mv", "--", unfinished, path] },
  ];
}
