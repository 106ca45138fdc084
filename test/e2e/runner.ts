import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Fleet } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { fleet as house } from "../fleets/house/index.ts";
import type { Environment } from "./environment.ts";
import { startEnvironment } from "./environment.ts";
import type { Outcome } from "./lanes.ts";
import { onEnd, tell } from "./namespace.ts";
import { startInstalled } from "./scenarios/install.ts";
import type { Context, Scenario } from "./scenarios/scenario.ts";

export interface RunOptions {
  /** That of clusters/. */
  readonly fleet: Fleet;
  /** Of it, those that run. */
  readonly clusters: readonly string[];
  readonly seed: number;
  /** Directory of real chart archives. */
  readonly charts?: string;
  /** Of a cluster that runs already, which plays the only one. */
  readonly kubeconfig?: string;
  /** Leaves the logs of a good run, too. */
  readonly keep: boolean;
}

/** Runs scenarios one after the other, and tells the outcome of each. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: RunOptions,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "strata-e2e-"));
  const runner = new Runner(directory, options);
  onEnd(() => {
    void runner.stop().finally(() => {
      console.error(`stopped; logs are in ${directory}`);
      process.exit(130);
    });
  });
  let isGood = true;
  for (const scenario of scenarios) {
    const outcome = await runner.run(scenario);
    tell(outcome);
    isGood &&= outcome.isGood;
  }
  await runner.stop();
  if (isGood && !options.keep) rmSync(directory, { recursive: true, force: true });
  else console.log(`logs are in ${directory}`);
}

class Runner {
  readonly #directory: string;
  readonly #options: RunOptions;
  #environment: Environment | undefined;
  #stopping: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(directory: string, options: RunOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  async run(scenario: Scenario): Promise<Outcome> {
    const { name } = scenario;
    const start = performance.now();
    const elapsed = (): number => (performance.now() - start) / 1000;
    const say = (line: string): void =>
      console.log(`${elapsed().toFixed(1).padStart(6)} s  ${line}`);
    console.log(`${styleText("bold", name)}: ${scenario.shows}`);
    try {
      await scenario.run(this.#contextOf(scenario, say));
      say(styleText("green", `${name} passed`));
      return { name, isGood: true, seconds: elapsed() };
    } catch (error) {
      const text = error instanceof FleetError ? error.message : (error as Error).stack;
      say(styleText("red", `${name} failed`));
      console.log(text);
      // What it leaves is no place for another to start from.
      await this.stop();
      return { name, isGood: false, seconds: elapsed() };
    }
  }

  /** Whoever asks for it while it goes on waits for its end, too. */
  async stop(): Promise<void> {
    const environment = this.#environment;
    this.#environment = undefined;
    this.#stopping = Promise.all([this.#stopping, environment?.stop()]);
    await this.#stopping;
  }

  #contextOf({ name, isOnFleet }: Scenario, say: Context["say"]): Context {
    const { clusters, seed, charts, kubeconfig } = this.#options;
    const fleet = isOnFleet ? this.#options.fleet : house;
    const start: Context["start"] = async (options) => {
      await this.stop();
      const directory = join(this.#directory, `${++this.#count}-${name}`);
      const all = { fleet, clusters, directory, say, charts, kubeconfig, ...options };
      this.#environment = await startEnvironment(all);
      return this.#environment;
    };
    const context: Context = {
      seed,
      fleet,
      say,
      charts,
      start,
      stop: () => this.stop(),
      installed: async () => {
        if (this.#environment) return this.#environment;
        return startInstalled(context);
      },
    };
    return context;
  }
}
