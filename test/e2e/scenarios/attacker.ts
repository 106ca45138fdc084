import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment, TestCluster } from "../environment.ts";
import type { Origin, OriginPin } from "../origin.ts";
import { filesOf } from "../plans.ts";
import { settled } from "../settle.ts";
import { buildTools } from "../tools.ts";
import { installFleet } from "./install.ts";
import { push, requireHeld } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";

const name = "local";
/** On every object that the attacker would have deployed. */
const theirs = "owned";
/** Long enough for several looks of Argo CD at everything, from empty caches. */
const watchSeconds = 40;
const run = promisify(execFile);

/** Somebody who may push tags, and any branch but the fleet's. */
export const attacker: Scenario = {
  name: "attacker",
  seconds: 300,
  shows: "whoever may push tags moves, deletes and forestalls pins, and deploys nothing",

  async run(context) {
    const fleet = withRevision(context.fleet, name, "pinned");
    const environment = await context.start({ fleet, clusters: [name] });
    await installFleet(environment, context);
    const attack = await Attack.start(environment, context);
    await attack.move();
    await attack.remove();
    await attack.forestall();
  },
};

class Attack {
  readonly #environment: Environment;
  readonly #say: Context["say"];
  readonly #home: TestCluster;
  readonly #kubectl: string;
  /** Theirs, with a commit on no branch that has their objects in every folder. */
  readonly #clone: Origin;
  readonly #evil: string;

  private constructor(
    environment: Environment,
    { say }: Context,
    tools: string,
    clone: Origin,
    evil: string,
  ) {
    this.#environment = environment;
    this.#say = say;
    this.#home = environment.clusters.get(name)!;
    this.#kubectl = join(tools, "kubectl");
    this.#clone = clone;
    this.#evil = evil;
  }

  static async start(environment: Environment, context: Context): Promise<Attack> {
    const clone = await environment.origin.again(join(environment.directory, "attacker"));
    const evil = await clone.commit(filesOf(marked(environment.fleet, theirs)), theirs);
    return new Attack(environment, context, await buildTools(context.say), clone, evil);
  }

  /** Every pin of what runs, and all that might be taken for one. */
  async move(): Promise<void> {
    const pins = await this.#environment.origin.pins(name);
    await this.#push(pins.map(({ tag }) => `refs/tags/${tag}`));
    await this.#push([...pins.flatMap(lookalikes), `refs/tags/${this.#clone.branch}`]);
    await this.#requireUntouched("pins moved");
    this.#requireTold(await this.#environment.origin.publish(), [
      ...pins.map(
        ({ tag }) => `has refs/tags/${tag} on ${this.#evil.slice(0, 8)}, which is not that pin`,
      ),
      ...pins.flatMap(lookalikes).map((ref) => `has ${ref}, which looks like a pin and is none`),
    ]);
    await this.#requireBack(pins);
    this.#say(`${pins.length} pins moved: nothing deployed, told, and put right by publish`);
  }

  /** And the server forgets the commits at once. */
  async remove(): Promise<void> {
    const pins = await this.#environment.origin.pins(name);
    await this.#clone.git(
      "push",
      "--quiet",
      "origin",
      ...pins.map(({ tag }) => `:refs/tags/${tag}`),
    );
    await this.#environment.origin.forget();
    await this.#requireUntouched("pins deleted");
    const output = await this.#environment.origin.publish();
    this.#requireTold(output, [`published ${pins.length} pins (`]);
    await this.#requireBack(pins);
    this.#say(`${pins.length} pins deleted: all ran on, and were back by publish`);
  }

  /** The pins of a change that its owner has shown and not published. */
  async forestall(): Promise<void> {
    const { origin, fleet } = this.#environment;
    const before = fleet;
    const after = marked(fleet, "ours");
    await origin.commit(filesOf(after), "ours");
    const known = await origin.git("ls-remote", "--tags", "origin");
    const pins = (await origin.pins(name)).filter(({ tag }) => !known.includes(tag));
    const [first, ...others] = pins;
    const blocking = `refs/tags/${first!.tag}/x`;
    await this.#push([...others.map(({ tag }) => `refs/tags/${tag}`), blocking]);
    const refused = await origin.publish().catch((error: { stderr: string }) => error.stderr);
    const told = `has ${blocking}, which is no pin and leaves no room for refs/tags/${first!.tag}`;
    this.#requireTold(refused, [told, `git push --no-verify origin :${blocking}`]);
    await origin.git("push", "--quiet", "--no-verify", "origin", `:${blocking}`);
    const pushed = await push(this.#environment, before, after, {
      commit: () => Promise.resolve(),
    });
    requireHeld("the pins of a change forestalled", pushed, this.#say);
    await this.#requireBack(pins);
  }

  async #push(refs: readonly string[]): Promise<void> {
    await this.#clone.git(
      "push",
      "--quiet",
      "--force",
      "origin",
      ...refs.map((ref) => `${this.#evil}:${ref}`),
    );
  }

  /** Argo CD looks at all of it anew, with nothing in its caches, and changes nothing. */
  async #requireUntouched(what: string): Promise<void> {
    const { directory } = this.#environment;
    await this.#environment.kill("redis", { cluster: name });
    // What it has fetched goes with it.
    await this.#environment.kill("repo-server", { cluster: name, restartAfterMilliseconds: 2000 });
    rmSync(join(directory, name, "tmp", "_argocd-repo"), { recursive: true, force: true });
    await this.#refreshHard();
    for (let second = 0; second < watchSeconds; second += 5) {
      await sleep(5000);
      await this.#requireOurs(what);
    }
  }

  async #refreshHard(): Promise<void> {
    const { view } = this.#home.world;
    const metadata = { annotations: { "argocd.argoproj.io/refresh": "hard" } };
    for (const object of view.of("argoproj.io/Application"))
      await view.kube.patch(view.pathOf(object), { metadata });
  }

  /** No object of theirs is in the cluster, and every workload runs. */
  async #requireOurs(what: string): Promise<void> {
    const { kubeconfig, world } = this.#home;
    const ask = async (...args: string[]): Promise<string> => {
      const options = { maxBuffer: 2 ** 28 };
      return (await run(this.#kubectl, ["--kubeconfig", kubeconfig, ...args], options)).stdout;
    };
    const kinds = (await ask("api-resources", "--verbs=list", "--output=name")).trim().split("\n");
    const all = await ask("get", kinds.join(","), "--all-namespaces", "--output=json");
    const stopped = [...world.view.of("apps/Deployment")]
      .filter(({ status }) => !((status?.availableReplicas ?? 0) > 0))
      .map(({ metadata }) => `${metadata.name} does not run`);
    const problems = all.includes(`"e2e.test/mark": "${theirs}"`)
      ? ["objects of the attacker are in the cluster", ...stopped]
      : stopped;
    if (problems.length > 0)
      throw new FleetError(problems.map((message) => ({ place: `attacker, ${what}`, message })));
  }

  /** The git server has the pins, and Argo CD all of them. */
  async #requireBack(pins: readonly OriginPin[]): Promise<void> {
    const known = await this.#clone.git("ls-remote", "--tags", "origin");
    const wrong = pins.filter(({ tag, commit }) => !known.includes(`${commit}\trefs/tags/${tag}`));
    if (wrong.length > 0)
      throw problem("publish", `did not put right ${wrong.map(({ tag }) => tag).join(", ")}`);
    await this.#refreshHard();
    await settled(this.#environment, 300);
    await this.#requireOurs("after publish");
  }

  #requireTold(output: string, texts: readonly string[]): void {
    const missing = texts.filter((text) => !output.includes(text));
    if (missing.length > 0)
      throw problem("publish", `does not say ${missing.join(" | ")}, but:\n${output}`);
  }
}

/** Names that a commit's 40 digits, or a short name of its tag, could be taken for. */
function lookalikes({ tag, commit }: OriginPin): string[] {
  return [`refs/heads/${tag}`, `refs/tags/${commit}`, `refs/heads/${commit}`];
}

function marked(fleet: Fleet, mark: string): Fleet {
  const changes = { "cert-manager": { mark }, "vulnerability-scanner-staging": { mark } };
  return changeFleet(fleet, { [name]: changes });
}

function problem(place: string, message: string): FleetError {
  return new FleetError([{ place, message }]);
}
