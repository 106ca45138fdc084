import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { brokenEdges, summaryOf } from "../assert-order.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment, Killable } from "../environment.ts";
import { FleetError } from "../../../lib/problem.ts";
import { settled } from "../settle.ts";
import { requireOrder } from "./install.ts";
import { push } from "./push.ts";
import { randomOf } from "../../lib/support/random.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

const cluster = "local";
const killable: readonly Killable[] = [
  "application-controller",
  "repo-server",
  "redis",
  "kube-apiserver",
];
/** Of an install, and of the updates that follow it. */
const kills = 10;

/** An install and updates in which what does the work is killed again and again. */
export const chaos: Scenario = {
  name: "chaos",
  seconds: 124,
  shows: "whatever is killed in the middle, order holds and the fleet comes to the same state",

  async run(context) {
    const { seed, fleet: shipped, say } = context;
    const fleet = withRevision(shipped, cluster, "pinned");
    const delay = randomOf(seed);
    const environment = await context.start({
      fleet,
      clusters: [cluster],
      timing: { resyncSeconds: 60 },
      delay: () => 1000 + delay() * 3000,
    });
    const killer = new Killer(environment, randomOf(seed), say);
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    // A definition whose API server dies before it is Established is taken up again only five minutes later.
    await killer.killWhile(settled(environment, 600, fleet));
    say(`installed through ${killer.count} kills`);
    await requireOrder(environment, say, undefined, fleet);
    await updates(environment, fleet, killer, say);
    const ended = environment.ended();
    if (ended.length > 0)
      throw new FleetError(ended.map((message) => ({ place: "chaos", message })));
  },
};

/** Pushes that change everything, until there have been enough kills in the middle of one. */
async function updates(
  environment: Environment,
  installed: Fleet,
  killer: Killer,
  say: Context["say"],
): Promise<void> {
  const enough = killer.count + kills;
  let before = installed;
  for (let round = 1; killer.count < enough; round += 1) {
    const after = changeFleet(installed, { [cluster]: marks(installed, String(round)) });
    const pushed = push(environment, before, after);
    await killer.killWhile(pushed);
    const { verdicts, seconds } = await pushed;
    const broken = brokenEdges(verdicts);
    if (broken.length > 0)
      throw new FleetError(broken.map((message) => ({ place: "order", message })));
    say(
      `update ${round} in ${Math.round(seconds)} s, ${killer.count} kills; ${summaryOf(verdicts)}`,
    );
    before = after;
  }
}

/** A change of each component: files where it has some, values where it is a chart. */
function marks({ clusters }: Fleet, mark: string): Record<string, { readonly mark: string }> {
  const { components } = clusters.find(({ name }) => name === cluster)!;
  return Object.fromEntries(components.map(({ name }) => [name, { mark }]));
}

/** Kills one process after the other, at moments that follow from the seed. */
class Killer {
  count = 0;
  readonly #environment: Environment;
  readonly #random: () => number;
  readonly #say: Context["say"];

  constructor(environment: Environment, random: () => number, say: Context["say"]) {
    this.#environment = environment;
    this.#random = random;
    this.#say = say;
  }

  /** At most ten times, until the work is done; what fails there fails here. */
  async killWhile(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    const end = work.finally(() => (isOver = true));
    const killing = async (): Promise<void> => {
      for (let i = 0; i < kills; i += 1) {
        await sleep(1000 + this.#random() * 4000);
        if (isOver) return;
        await this.#kill();
      }
    };
    await Promise.all([end, killing()]);
  }

  async #kill(): Promise<void> {
    const process = killable[Math.floor(this.#random() * killable.length)]!;
    const restartAfterMilliseconds = Math.round(200 + this.#random() * 1500);
    this.count += 1;
    this.#say(`kill ${this.count}: ${process}, back after ${restartAfterMilliseconds} ms`);
    await this.#environment.kill(process, { cluster, restartAfterMilliseconds });
  }
}
