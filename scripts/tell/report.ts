import { styleText } from "node:util";
import { quote } from "zx/core";

/** One thing that happened, as `--json` prints it, one a line. */
export type Event =
  | {
      readonly event: "step";
      readonly host: string;
      readonly step: string;
      readonly state: "started" | "already" | "done" | "failed";
      readonly seconds: number;
    }
  | {
      readonly event: "command";
      readonly host: string;
      readonly argv: readonly string[];
      /** What goes to its standard input, in words when it is a secret. */
      readonly input?: string;
    }
  | { readonly event: "deed"; readonly host: string; readonly does: string }
  | {
      readonly event: "backup";
      readonly key: string;
      readonly bytes: number;
      /** Milliseconds since 1970. */
      readonly at: number;
    }
  | { readonly event: "note"; readonly host: string; readonly text: string }
  | { readonly event: "problem"; readonly place: string; readonly message: string }
  | { readonly event: "end"; readonly exitCode: number; readonly seconds: number };

export interface Report {
  readonly isJson: boolean;
  readonly isVerbose: boolean;
  event(event: Event): void;
  /** Text for people, on standard output; nothing with --json. */
  print(text: string): void;
}

/** Where and what, in columns; names of machines are mostly shorter than 18. */
function line(host: string, text: string, tail = ""): string {
  return `${host.padEnd(18)} ${text}${tail && ` (${tail})`}`;
}

function textOf(event: Event, isVerbose: boolean): string | undefined {
  switch (event.event) {
    case "step":
      if (event.state === "started")
        return isVerbose ? line(event.host, `${event.step} …`) : undefined;
      if (event.state === "already") return line(event.host, event.step, "as it is");
      if (event.state === "done") return line(event.host, event.step, seconds(event.seconds));
      return line(
        event.host,
        event.step,
        styleText("red", `failed after ${seconds(event.seconds)}`),
      );
    case "command":
      return line(event.host, commandText(event.argv, isVerbose ? event.input : undefined));
    case "deed":
      return line(event.host, `# ${event.does}`);
    case "note":
      return line(event.host, event.text);
    default:
      return undefined;
  }
}

/** As it could be typed; what it reads below it, indented. */
function commandText(argv: readonly string[], input?: string): string {
  const command = `$ ${argv.map((word) => quote(word)).join(" ")}`;
  if (input === undefined) return command;
  const indent = " ".repeat(21);
  return [
    command,
    ...input
      .trimEnd()
      .split("\n")
      .map((text) => `${indent}${text}`),
  ].join("\n");
}

export function createReport(isJson: boolean, isVerbose: boolean): Report {
  return {
    isJson,
    isVerbose,
    event(event) {
      const text = isJson ? JSON.stringify(event) : textOf(event, isVerbose);
      if (text !== undefined) console.log(text);
    },
    print(text) {
      if (!isJson) console.log(text);
    },
  };
}

/** `0.4 s`, `3 min 20 s`. */
export function seconds(value: number): string {
  if (value < 99.95) return `${value.toFixed(1)} s`;
  return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}
