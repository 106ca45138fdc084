import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Fleet } from "../../lib/model/cluster.ts";
import { FleetError, plural } from "../../lib/problem.ts";
import { seconds as secondsText } from "../../scripts/tell/report.ts";
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
  const results: Result[] = [];
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
    results.push(await run(scenario, { ...options, directory: own, start }));
    stop();
  }
  for (const line of summary(results)) console.log(line);
  const isGood = results.every((result) => result.isGood);
  if (isGood && !options.keep) rmSync(directory, { recursive: true, force: true });
  else console.log(`logs are in ${directory}`);
  return isGood;
}

async function run(
  scenario: Scenario,
  context: Omit<Parameters<Scenario["run"]>[0], "say">,
): Promise<Result> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const say = (line: string): void => {
    console.log(`${seconds().toFixed(1).padStart(6)} s  ${line}`);
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
    return { name: scenario.name, isGood: true, seconds: seconds() };
  } catch (error) {
    say(styleText("red", `${scenario.name} failed`));
    console.log(error instanceof FleetError ? error.message : (error as Error).stack);
    return { name: scenario.name, isGood: false, seconds: seconds() };
  }
}

/** How a scenario ended. */
interface Result {
  readonly name: string;
  readonly isGood: boolean;
  readonly seconds: number;
}

/** A line for each scenario, and one for all. */
export function summary(results: readonly Result[]): string[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  const good = results.filter(({ isGood }) => isGood).length;
  const all = results.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    "",
    ...results.map(
      ({ name, isGood, seconds }) =>
        `${isGood ? "passed" : "failed"}  ${name.padEnd(width)}  ${secondsText(seconds)}`,
    ),
    `${good} of ${plural(results.length, "scenario")} passed in ${secondsText(all)}`,
  ];
}
