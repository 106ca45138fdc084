import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { failure } from "../tell/failure.ts";
import { shell } from "../process/program.ts";
import type { Report } from "../tell/report.ts";
import { seconds } from "../tell/report.ts";

/** Parts of a recovery, one after the other, and what each of them took. */
export class Phases {
  readonly #report: Report;
  readonly #times: (readonly [name: string, seconds: number])[];

  /** `times` are those of an earlier run that broke off. */
  constructor(report: Report, times: readonly (readonly [name: string, seconds: number])[] = []) {
    this.#report = report;
    this.#times = [...times];
  }

  /** Returns the seconds it took. */
  async run(name: string, work: () => Promise<void>): Promise<number> {
    this.#report.event({ event: "note", host: "here", text: `— ${name}` });
    const start = performance.now();
    await work();
    const took = (performance.now() - start) / 1000;
    this.#times.push([name, took]);
    return took;
  }

  /** For the log of recovery times: when, what, how long. */
  lines(now = new Date()): string[] {
    const all = this.#times.reduce((sum, [, time]) => sum + time, 0);
    return [
      `recovery time, ${now.toISOString().slice(0, 16).replace("T", " ")} UTC`,
      ...this.#times.map(([name, time]) => `  ${name.padEnd(12)} ${seconds(time)}`),
      `  ${"in all".padEnd(12)} ${seconds(all)}`,
    ];
  }
}

/** Another command of this repository, with this terminal. Throws when it fails; its own words stand above. */
export async function runCommandOf(
  name: string,
  args: readonly string[],
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<void> {
  const script = fileURLToPath(new URL(`../commands/${name}.ts`, import.meta.url));
  const words = report.isJson ? [...args, "--json"] : args;
  const running = shell({
    // Without a terminal it has nobody to ask, and would wait for the end of an input that is ours.
    stdio: [process.stdin.isTTY ? "inherit" : "ignore", "pipe", "inherit"],
    signal,
  })`${[process.execPath, ...process.execArgv, script, ...words]}`;
  for await (const line of createInterface({ input: running.stdout }))
    if (!report.isJson) report.print(line);
    // The last line of this kind says how the whole command ended.
    else if (!line.startsWith('{"event":"end"')) console.log(line);
  const { exitCode } = await running;
  signal.throwIfAborted();
  if (exitCode === 0) return;
  const message = `failed; mend what it says above, and run the same command again`;
  throw failure(`npm run ${name} -- ${args.join(" ")}`, message);
}
