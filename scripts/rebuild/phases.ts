import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { failure } from "../run/failure.ts";
import type { Report } from "../run/report.ts";
import { seconds } from "../run/report.ts";

/** Parts of a recovery, one after the other, and what each of them took. */
export class Phases {
  readonly #report: Report;
  readonly #times: (readonly [name: string, seconds: number])[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  async run(name: string, work: () => Promise<void>): Promise<void> {
    this.#report.event({ event: "note", host: "here", text: `— ${name}` });
    const start = performance.now();
    await work();
    this.#times.push([name, (performance.now() - start) / 1000]);
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
export function runCommandOf(name: string, args: readonly string[]): Promise<void> {
  const script = fileURLToPath(new URL(`../${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) return resolve();
      const message = `failed; mend what it says above, and run the rebuild again`;
      reject(failure(`npm run ${name} -- ${args.join(" ")}`, message));
    });
  });
}
