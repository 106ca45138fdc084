import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { failure } from "../tell/failure.ts";

/** One of the programs that hand bytes to each other. */
export interface Piece {
  /** Where it stands in messages: the name of a machine, or `here`. */
  readonly host: string;
  /** Never a secret: it is printed. */
  readonly argv: readonly string[];
  /** Standard input of the first one: settings, secrets. */
  readonly input?: string;
  /** What a message shows; the arguments by default. */
  readonly shown?: string;
}

export interface PipeOptions {
  /** A file that the first one reads, and one that the last one writes, for this user alone. */
  readonly from?: string;
  readonly to?: string;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** No exit code: the program could not be started, as it is not there. */
const absent = -1;

/** Runs programs side by side, each reading what the one before it writes. Returns the text of the last, without `to`. */
export async function pipe(pieces: readonly Piece[], options: PipeOptions): Promise<string> {
  const { from, to, timeoutSeconds } = options;
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const signal = AbortSignal.any([options.signal, late]);
  const children = pieces.map(({ argv }) =>
    spawn(argv[0]!, argv.slice(1), { stdio: ["pipe", "pipe", "pipe"], signal }),
  );
  const ends = children.map(endOf);
  const flows = children.slice(1).map((next, i) => flow(children[i]!.stdout, next.stdin));
  const first = children[0]!.stdin;
  if (from !== undefined) flows.push(flow(createReadStream(from), first));
  else {
    first.on("error", () => {});
    first.end(pieces[0]!.input ?? "");
  }
  const output = children.at(-1)!.stdout;
  let text = "";
  if (to === undefined) output.on("data", (part: Buffer) => (text += part.toString()));
  else flows.push(flow(output, createWriteStream(to, { mode: 0o600 })));
  const results = await Promise.all(ends);
  await Promise.all(flows);
  options.signal.throwIfAborted();
  // Of several the first is the cause: the others lack what it would have written.
  for (const [i, { code, said }] of results.entries()) {
    const { host, argv, shown = argv.join(" ") } = pieces[i]!;
    if (late.aborted)
      throw failure(
        host,
        `"${shown}" did not end in ${timeoutSeconds} s; run this again, and look what it waits for`,
      );
    if (code === absent) throw failure(host, `${argv[0]} is not on the PATH; see: npm run doctor`);
    if (code !== 0)
      throw failure(
        host,
        `"${shown}" ended with code ${code}: ${said || "nothing on stderr"}; correct that and run this again`,
      );
  }
  return text;
}

/** Ends with either side; whoever ended badly says so by its exit code. */
function flow(from: Readable, to: Writable): Promise<void> {
  return pipeline(from, to).catch(() => {});
}

function endOf(child: ChildProcess): Promise<{ code: number; said: string }> {
  let said = "";
  child.stderr!.on("data", (part: Buffer) => (said += part.toString()));
  return new Promise((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) =>
      resolve({ code: error.code === "ENOENT" ? absent : 128, said: error.message }),
    );
    child.on("close", (code) => {
      const lines = said.trim().split("\n");
      // age says last where it wants to be told of errors.
      const last = lines.findLast((line) => !line.includes("report unexpected")) ?? "";
      resolve({ code: code ?? 128, said: last });
    });
  });
}
