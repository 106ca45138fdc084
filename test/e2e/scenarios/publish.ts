import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment } from "../environment.ts";
import type { OriginPin } from "../origin.ts";
import { applicationsBy } from "../settle.ts";
import { installFleet } from "./install.ts";
import type { PushOptions } from "./push.ts";
import { push, requireHeld } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf, planOf } from "../plans.ts";

const name = "local";
const awaySeconds = 20;

/** Pins that come late, never, in a wrong order or by other ways than `npm run publish` on the branch. */
export const publish: Scenario = {
  name: "publish",
  seconds: 250,
  shows: "a pin that is not there yet holds up what stands behind it, and nothing runs less for it",

  async run(context) {
    const fleet = withRevision(context.fleet, name, "pinned");
    const environment = await context.start({ fleet, clusters: [name] });
    await installFleet(environment, context);
    const pushes = new Pushes(environment, context);
    await pushes.late();
    await pushes.never();
    await pushes.wrongOrder();
    await pushes.twoPeople();
    await pushes.squashed();
    await pushes.rebased();
  },
};

class Pushes {
  readonly #environment: Environment;
  readonly #say: Context["say"];
  #fleet: Fleet;
  #count = 0;

  constructor(environment: Environment, { say }: Context) {
    this.#environment = environment;
    this.#say = say;
    this.#fleet = environment.fleet;
  }

  async late(): Promise<void> {
    const { origin } = this.#environment;
    const after = this.#next();
    await this.#push(`pins ${awaySeconds} s after the branch`, after, {
      publish: async () => {
        await origin.pushBranch();
        await this.#requireHeldBack();
        await origin.pushPins();
      },
    });
  }

  /** The commit never gets its pins: the next one takes it back. */
  async never(): Promise<void> {
    const { origin } = this.#environment;
    const before = this.#fleet;
    this.#fleet = this.#next();
    await origin.commit(filesOf(this.#fleet), "change");
    await origin.pushBranch();
    await this.#requireHeldBack();
    await this.#push("no pins, and a revert", before, {
      commit: () => origin.revert(),
      publish: () => origin.pushBranch(),
    });
  }

  async wrongOrder(): Promise<void> {
    const { origin } = this.#environment;
    const after = this.#next();
    const waves = new Map(this.#applications(after).map((one) => [one.name, one.wave]));
    await this.#push("pins one by one, the last wave first", after, {
      publish: async () => {
        await origin.pushBranch();
        await origin.makePins();
        const pins = (await this.#pins()).sort((a, b) => waves.get(b.name)! - waves.get(a.name)!);
        for (const { commit, tag } of pins) {
          await origin.git("push", "--quiet", "origin", `${commit}:refs/tags/${tag}`);
          await this.#environment.refresh();
          await sleep(2000);
        }
      },
    });
  }

  /** Both change something else at once; who comes second rebases. */
  async twoPeople(): Promise<void> {
    const { origin, directory } = this.#environment;
    const mine = this.#mark({ "cert-manager": true });
    const theirs = this.#mark({ "vulnerability-scanner-staging": true });
    const both = changeFleet(mine, this.#changes({ "vulnerability-scanner-staging": true }));
    const other = await origin.again(join(directory, "other-clone"));
    await this.#push("two people at once", both, {
      commit: async () => {
        await origin.commit(filesOf(mine), "mine");
        await other.commit(filesOf(theirs), "theirs");
      },
      publish: async () => {
        const clones = [origin, other];
        const done = await Promise.allSettled(clones.map((clone) => clone.publish()));
        for (const [i, { status }] of done.entries()) {
          if (status === "fulfilled") continue;
          await clones[i]!.git("pull", "--quiet", "--rebase", "origin", origin.branch);
          await clones[i]!.publish();
        }
        await origin.git("pull", "--quiet", "--rebase", "origin", origin.branch);
      },
    });
  }

  async squashed(): Promise<void> {
    const { origin } = this.#environment;
    const after = this.#next();
    await this.#push("a squash merge", after, {
      commit: async () => {
        const branch = await this.#proposal(after);
        await origin.git("checkout", "--quiet", origin.branch);
        await origin.git("merge", "--quiet", "--squash", branch);
        await origin.git("commit", "--quiet", "--message", "squashed");
      },
      publish: () => origin.pushBranch(),
    });
  }

  async rebased(): Promise<void> {
    const { origin } = this.#environment;
    const others = this.#mark({ traefik: true });
    const after = changeFleet(others, this.#changes({ "cert-manager": true }));
    await this.#push("a rebase", after, {
      commit: async () => {
        const branch = await this.#proposal(this.#mark({ "cert-manager": true }));
        await origin.git("checkout", "--quiet", origin.branch);
        await origin.commit(filesOf(others), "meanwhile");
        await origin.publish();
        await origin.git("checkout", "--quiet", branch);
        await origin.git("rebase", "--quiet", origin.branch);
        await origin.git("checkout", "--quiet", origin.branch);
        await origin.git("merge", "--quiet", "--ff-only", branch);
      },
      publish: () => origin.pushBranch(),
    });
  }

  /** A branch with two commits, published with its pins as a merge request would be. */
  async #proposal(fleet: Fleet): Promise<string> {
    const { origin } = this.#environment;
    const branch = `proposal-${this.#count}`;
    await origin.git("checkout", "--quiet", "-b", branch);
    await origin.commit(filesOf(fleet), "proposed");
    await origin.git("commit", "--quiet", "--allow-empty", "--message", "second thoughts");
    await origin.publish("--remote", "origin");
    return branch;
  }

  async #push(what: string, after: Fleet, options: PushOptions): Promise<void> {
    const pushed = await push(this.#environment, this.#fleet, after, options);
    requireHeld(what, pushed, this.#say);
    this.#fleet = after;
  }

  /** For a while, nothing behind the first wave that waits for its pin gets its new spec, and every workload runs. */
  async #requireHeldBack(): Promise<void> {
    const find = applicationsBy(this.#environment, name);
    const missing = new Set((await this.#pins()).map((one) => one.name));
    const applications = this.#applications(this.#fleet);
    const first = Math.min(
      ...applications.filter((one) => missing.has(one.name)).map(({ wave }) => wave),
    );
    const behind = applications.filter(({ wave }) => wave > first);
    const specs = (): string[] =>
      behind.map((one) => JSON.stringify(find(`${name}-${one.name}`)?.["spec"]));
    const before = specs();
    await this.#environment.refresh();
    for (let second = 0; second < awaySeconds; second++) {
      await sleep(1000);
      const problems = [
        ...behind
          .filter((_, i) => specs()[i] !== before[i])
          .map((one) => `${one.name} was changed`),
        ...this.#stopped().map((workload) => `${workload} does not run`),
      ];
      if (problems.length === 0) continue;
      const message = (problem: string): string =>
        `${problem} while a pin of wave ${first} is missing`;
      throw new FleetError(problems.map((one) => ({ place: "publish", message: message(one) })));
    }
  }

  #stopped(): string[] {
    const { view } = this.#environment.clusters.get(name)!.world;
    return [...view.of("apps/Deployment")]
      .filter(({ status }) => !((status?.availableReplicas ?? 0) > 0))
      .map(({ metadata }) => metadata.name);
  }

  /** Pins of HEAD that the server does not have, with the Application of each. */
  async #pins(): Promise<OriginPin[]> {
    const { origin } = this.#environment;
    const known = await origin.git("ls-remote", "--tags", "origin");
    return (await origin.pins(name)).filter(({ tag }) => !known.includes(tag));
  }

  #applications(fleet: Fleet): { name: string; wave: number }[] {
    return [...planOf(fleet.clusters.find((cluster) => cluster.name === name)!).applications];
  }

  /** The fleet of now with new content in three waves. */
  #next(): Fleet {
    return this.#mark({ "cert-manager": true, "vulnerability-scanner-staging": true });
  }

  #mark(components: Readonly<Record<string, true>>): Fleet {
    this.#count++;
    return changeFleet(this.#fleet, this.#changes(components));
  }

  /** Files of these, and values where there is a chart. */
  #changes(components: Readonly<Record<string, true>>): Parameters<typeof changeFleet>[1] {
    const mark = String(this.#count);
    const values: Readonly<Record<string, object>> = {
      "cert-manager": { podAnnotations: { "e2e.test/mark": mark } },
      traefik: { deployment: { podAnnotations: { "e2e.test/mark": mark } } },
    };
    const changes = Object.keys(components).map((one) => [one, { mark, values: values[one] }]);
    return { [name]: Object.fromEntries(changes) };
  }
}
