import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Fleet } from "../../lib/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import type { Environment } from "./environment.ts";
import { startEnvironment } from "./environment.ts";
import { onEnd } from "./namespace.ts";
import { installFleet } from "./scenarios/install.ts";
import type { Context, Scenario } from "./scenarios/scenario.ts";

export interface RunOptions {
  readonly fleet: Fleet;
  readonly clusters: readonly string[];
  readonly seed: number;
  /** Directory of real chart archives. */
  readonly charts?: string;
  /** Leaves the logs of a good run, too. */
  readonly keep: boolean;
}

/** Runs scenarios one after the other; whether all of them passed. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: RunOptions,
): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), "strata-e2e-"));
  const runner = new Runner(directory, options);
  onEnd(() => {
    runner.stop();
    console.error(`stopped; logs are in ${directory}`);
    process.exit(130);
  });
  let isGood = true;
  for (const scenario of scenarios) isGood = (await runner.run(scenario)) && isGood;
  runner.stop();
  if (isGood && !options.keep) rmSync(directory, { recursive: true, force: true });
  else console.log(`logs are in ${directory}`);
  return isGood;
}

class Runner {
  readonly #directory: string;
  readonly #options: RunOptions;
  #environment: Environment | undefined;
  #count = 0;

  constructor(directory: string, options: RunOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  async run(scenario: Scenario): Promise<boolean> {
    const start = performance.now();
    const elapsed = (): string =>
      `${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`;
    const say = (line: string): void => console.log(`${elapsed()}  ${line}`);
    console.log(`${styleText("bold", scenario.name)}: ${scenario.shows}`);
    try {
      await scenario.run(this.#contextOf(scenario, say));
      say(styleText("green", `${scenario.name} passed`));
      return true;
    } catch (error) {
      const text = error instanceof FleetError ? error.message : (error as Error).stack;
      say(styleText("red", `${scenario.name} failed`));
      console.log(text);
      // What it leaves is no place for another to start from.
      this.stop();
      return false;
    }
  }

  stop(): void {
    this.#environment?.stop();
    this.#environment = undefined;
  }

  #contextOf({ name }: Scenario, say: Context["say"]): Context {
    const { fleet, clusters, seed, charts } = this.#options;
    const start: Context["start"] = async (options) => {
      this.stop();
      const directory = join(this.#directory, `${++this.#count}-${name}`);
      const all = { fleet, clusters, directory, say, charts, ...options };
      this.#environment = await startEnvironment(all);
      return this.#environment;
    };
    const context: Context = {
      seed,
      fleet,
      say,
      start,
      installed: async () => {
        if (this.#environment) return this.#environment;
        const environment = await start();
        await installFleet(environment, context);
        return environment;
      },
    };
    return context;
  }
}
