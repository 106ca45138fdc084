import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Verdict } from "../order.ts";
import { brokenEdges, judgeEnvironment, summaryOf } from "../assert-order.ts";
import type { Environment } from "../environment.ts";
import { settled } from "../settle.ts";
import { filesOf } from "../plans.ts";
import { changedBetween } from "./small-fleet.ts";

export interface Push {
  /** The edges between what the push changed. */
  readonly verdicts: readonly Verdict[];
  readonly changed: ReadonlySet<string>;
  readonly seconds: number;
}

export interface PushOptions {
  /** Brings the clone's branch to what is to be pushed; commits dist/ of the fleet by default. */
  readonly commit?: () => Promise<unknown>;
  /** `npm run publish` by default. */
  readonly publish?: () => Promise<unknown>;
  /** Runs beside, from before the push. */
  readonly during?: () => Promise<unknown>;
}

/** Commits a fleet, publishes it and waits until it is there; judges the order of what changed. */
export async function push(
  environment: Environment,
  before: Fleet,
  after: Fleet,
  options: PushOptions = {},
): Promise<Push> {
  const { origin } = environment;
  const changed = changedBetween(filesOf(before), filesOf(after));
  const {
    commit = () => origin.commit(filesOf(after), "change"),
    publish = () => origin.publish(),
    during,
  } = options;
  await commit();
  const beside = during?.();
  const since = performance.timeOrigin + performance.now();
  await publish();
  await environment.refresh();
  environment.fleet = after;
  await settled(environment, 600);
  await beside;
  const seconds = (performance.timeOrigin + performance.now() - since) / 1000;
  const verdicts = await judgeEnvironment(environment, after, { since, changed });
  return { verdicts, changed, seconds };
}

/** Fails with one line for each edge that did not hold. */
export function requireHeld(
  what: string,
  { verdicts, seconds }: Push,
  say: (line: string) => void,
): void {
  const broken = brokenEdges(verdicts);
  if (broken.length > 0)
    throw new FleetError(broken.map((message) => ({ place: `order, ${what}`, message })));
  say(`${what}, ${Math.round(seconds)} s: ${summaryOf(verdicts)}`);
}
