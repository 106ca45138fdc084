import { styleText } from "node:util";
import type { RunAgain } from "./namespace.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** How one scenario ended. */
export interface Outcome {
  readonly name: string;
  readonly isGood: boolean;
  readonly seconds: number;
}

export interface LaneOptions {
  /** How many. */
  readonly lanes: number;
  readonly run: RunAgain;
  /** Of the command, for scenarios of these names. */
  readonly argsFor: (names: readonly string[]) => readonly string[];
}

/**
 * Runs scenarios in so many lanes side by side, each in a process of its own; those that share an environment follow
 * each other in one. Returns the outcomes of those that came to an end, in the order in which they did.
 */
export async function runLanes(
  scenarios: readonly Scenario[],
  { lanes, run, argsFor }: LaneOptions,
): Promise<readonly Outcome[]> {
  const groups = groupsOf(scenarios);
  const width = Math.max(...groups.map((group) => titleOf(group).length));
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      const title = styleText("dim", titleOf(group).padEnd(width));
      await run(argsFor(group.map(({ name }) => name)), {
        onLine: (line) => console.log(`${title}  ${line}`),
        onMessage: (outcome) => outcomes.push(outcome as Outcome),
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

/** What can run side by side, longest first: a short one at the end leaves no lane empty for long. */
export function groupsOf(scenarios: readonly Scenario[]): Scenario[][] {
  const shared = scenarios.filter(({ isOnFleet }) => isOnFleet);
  const alone = scenarios.filter(({ isOnFleet }) => !isOnFleet).map((scenario) => [scenario]);
  const groups = shared.length > 0 ? [shared, ...alone] : alone;
  const secondsOf = (group: readonly Scenario[]): number =>
    group.reduce((sum, { seconds }) => sum + seconds, 0);
  return groups.sort((a, b) => secondsOf(b) - secondsOf(a));
}

function titleOf([first]: readonly Scenario[]): string {
  return first!.name;
}
