import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Fleet } from "../../lib/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { onEnd } from "../e2e/namespace.ts";
import type { TestHosts } from "./hosts/index.ts";
import { startHosts } from "./hosts/index.ts";
import { documented } from "./documented.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { Workspace } from "./scenarios/workspace.ts";

export interface RunOptions {
  readonly fleet: Fleet;
  readonly seed: number;
  /** Leaves the disks and logs of a good run, too. */
  readonly keep: boolean;
}

/** Runs scenarios one after the other; whether all of them passed. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: RunOptions,
): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), "strata-e2e-"));
  let house: TestHosts | undefined;
  const stop = (): void => {
    house?.stop();
    house = undefined;
  };
  onEnd(() => {
    stop();
    console.error(`stopped; logs are in ${directory}`);
    process.exit(130);
  });
  let isGood = true;
  for (const scenario of scenarios) {
    const own = join(directory, scenario.name);
    mkdirSync(own);
    let count = 0;
    const start = async (more: object = {}): Promise<TestHosts> => {
      stop();
      const place = join(own, String(++count));
      mkdirSync(place);
      return (house = await startHosts({ fleet: options.fleet, directory: place, ...more }));
    };
    isGood = (await run(scenario, { ...options, directory: own, start })) && isGood;
    stop();
  }
  if (isGood && !options.keep) rmSync(directory, { recursive: true, force: true });
  else console.log(`logs are in ${directory}`);
  return isGood;
}

async function run(
  scenario: Scenario,
  context: Omit<Parameters<Scenario["run"]>[0], "say">,
): Promise<boolean> {
  const begin = performance.now();
  const say = (line: string): void => {
    const seconds = ((performance.now() - begin) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds} s  ${line}`);
  };
  console.log(`${styleText("bold", scenario.name)}: ${scenario.shows}`);
  try {
    Workspace.ended.clear();
    await scenario.run({ ...context, say });
    const missing = (documented[scenario.name] ?? []).filter((one) => !Workspace.ended.has(one));
    if (missing.length > 0)
      throw new Error(
        `it did not run ${missing.join(", ")}, which test/bootstrap/documented.ts has it run`,
      );
    say(styleText("green", `${scenario.name} passed`));
    return true;
  } catch (error) {
    say(styleText("red", `${scenario.name} failed`));
    console.log(error instanceof FleetError ? error.message : (error as Error).stack);
    return false;
  }
}
