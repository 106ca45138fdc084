import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { brokenEdges } from "../assert-order.ts";
import type { Environment, EnvironmentOptions } from "../environment.ts";
import { defaultTiming } from "../environment.ts";
import { lagsOf } from "../lag.ts";
import { FleetError } from "../../../lib/problem.ts";
import { settled } from "../settle.ts";
import { chainsOf, largeFleet } from "./chains.ts";
import { push } from "./push.ts";
import { randomOf } from "../../lib/support/random.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

/** Chains that one push changes. */
const chainsPerPush = 4;
const longestAnswerDelay = 1500;

/** What makes a controller see late what was written, and how many chains are updated under it. */
interface Load {
  readonly what: string;
  readonly chains: number;
  readonly updates: number;
  readonly options?: (random: () => number) => Partial<EnvironmentOptions>;
  /** Programs that do nothing but count, beside. */
  readonly busy?: number;
}

const loads: readonly Load[] = [
  { what: "nothing else to do", chains: 4, updates: 12 },
  { what: "all cores busy", chains: 4, updates: 36, busy: 2 * availableParallelism() },
  {
    what: `answers of the API server late by up to ${longestAnswerDelay} ms`,
    chains: 4,
    updates: 36,
    options: (random) => ({ answerDelay: () => random() * longestAnswerDelay }),
  },
  { what: "300 Applications", chains: 100, updates: 28 },
];

/** Updates of chains of three under load; how late the controller sees what the root has changed. */
export const load: Scenario = {
  name: "load",
  seconds: 1200,
  shows: "order holds under load with the delay between waves that Strata sets",
  isLong: true,

  async run(context) {
    const problems: string[] = [];
    for (const one of loads) problems.push(...(await updateUnder(one, context)));
    // Not required to hold: it shows what the delay is for.
    const busy = loads[1]!;
    const without = { timing: { ...timing, waveDelaySeconds: 0 } };
    const broken = await updateUnder(
      { ...busy, what: `${busy.what}, no delay`, options: () => without },
      context,
    );
    context.say(`without a delay ${broken.length} edges broke`);
    if (problems.length > 0)
      throw new FleetError(problems.map((message) => ({ place: "load", message })));
  },
};

const timing = { ...defaultTiming, resyncSeconds: 60 };

/** Returns the edges that did not hold. */
async function updateUnder(
  { what, chains, updates, options, busy = 0 }: Load,
  context: Context,
): Promise<string[]> {
  const { say, seed } = context;
  const fleetIn = (round: number): Fleet =>
    largeFleet(chainsOf(chains, (chain) => (chain < chainsPerPush ? `1.0.${round}` : "1.0.0")));
  let fleet = fleetIn(0);
  const clusters = ["home"];
  const more = options?.(randomOf(seed));
  const environment = await context.start({ fleet, clusters, timing, ...more });
  await environment.origin.commit(filesOf(fleet), "install");
  await environment.origin.publish();
  await environment.applyRoots();
  await settled(environment, 1800);
  const since = performance.timeOrigin + performance.now();
  const stop = beBusy(busy);
  const broken: string[] = [];
  let seconds = 0;
  try {
    for (let round = 1; round * chainsPerPush <= updates; round += 1) {
      const after = fleetIn(round);
      const pushed = await push(environment, fleet, after);
      broken.push(...brokenEdges(pushed.verdicts));
      seconds += pushed.seconds;
      fleet = after;
    }
  } finally {
    stop();
  }
  const perPush = Math.round((seconds * chainsPerPush) / updates);
  say(`${what}: ${updates} updates of a chain, ${broken.length} edges broken, ${perPush} s a push`);
  say(`  the controller saw a change ${describe(environment, since)}`);
  return broken;
}

function describe(environment: Environment, since: number): string {
  const { auditLog } = environment.clusters.get("home")!;
  const lags = lagsOf(auditLog!, environment.logOf("application-controller"), since);
  const at = (share: number): string =>
    `${Math.round(lags[Math.min(lags.length - 1, Math.floor(share * lags.length))] ?? NaN)} ms`;
  return `after ${at(0.5)} (median), ${at(0.99)} (99 %), ${at(1)} at most, of ${lags.length}`;
}

/** Starts so many programs that take whatever time they get; the answer ends them. */
function beBusy(count: number): () => void {
  const script = "for (;;);";
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ["-e", script], { stdio: "ignore" }),
  );
  return () => children.forEach((child) => child.kill("SIGKILL"));
}
