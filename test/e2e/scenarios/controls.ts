import { isDeepStrictEqual } from "node:util";
import { applicationName } from "../../../lib/order/names.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { brokenEdges } from "../assert-order.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment } from "../environment.ts";
import { applicationsBy } from "../settle.ts";
import { until } from "../wait.ts";
import { installFleet } from "./install.ts";
import { push, requireHeld } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";
import { planOf } from "../plans.ts";

const control = "local";
/** What Argo CD's documentation gives for applications of applications: the child's own health, whatever it belongs to. */
const documentedHealthCheck = `local found = { status = "Progressing", message = "" }
if obj.status ~= nil and obj.status.health ~= nil then
  found.status = obj.status.health.status
  found.message = obj.status.health.message or ""
end
return found
`;
/** How long the repo-server is slow in the middle of a push: longer than the delay between waves. */
const pauseMilliseconds = 8000;

/** One push to a cluster under three schemes, of which only one may hold. */
export const controls: Scenario = {
  name: "controls",
  seconds: 210,
  shows: "without pins or without the guard, order breaks on a push",

  async run(context) {
    const timing = { resyncSeconds: 60 };
    const environment = await context.start({ clusters: [control], timing });
    await installFleet(environment, context);
    const schemes = new Schemes(environment, context.fleet, context.say);
    await schemes.run("on a branch", { revision: "branch" }, false);
    await schemes.run("pinned, with the guard", { revision: "pinned" }, true);
    await schemes.run(
      "with the documented check",
      { revision: "pinned", check: documentedHealthCheck },
      false,
    );
  },
};

interface Scheme {
  readonly revision: "pinned" | "branch";
  readonly check?: string;
}

/** The same push to one cluster under schemes that differ in one thing, each with a repo-server that is slow for a while. */
class Schemes {
  fleet: Fleet;
  readonly #environment: Environment;
  readonly #say: Context["say"];
  #mark = 1;

  constructor(environment: Environment, fleet: Fleet, say: Context["say"]) {
    this.#environment = environment;
    this.fleet = fleet;
    this.#say = say;
  }

  /** Fails unless order holds exactly where it is expected to. */
  async run(what: string, { revision, check }: Scheme, isExpected: boolean): Promise<void> {
    await this.#environment.useHealthCheck(control, check);
    const before = withRevision(this.fleet, control, revision);
    const current = this.fleet.clusters.find(({ name }) => name === control)!;
    if (current.revision !== revision) await push(this.#environment, this.fleet, before);
    const podAnnotations = { "e2e.test/mark": `${++this.#mark}` };
    const mark = `${this.#mark}`;
    const after = changeFleet(before, {
      [control]: {
        "cert-manager": { values: { podAnnotations }, mark },
        traefik: { values: { deployment: { podAnnotations } } },
        "vulnerability-scanner-staging": { mark },
        "portfolio-site-staging": { mark },
      },
    });
    const during = (): Promise<void> => this.#slowDown(after);
    const pushed = await push(this.#environment, before, after, { during });
    this.fleet = after;
    await this.#environment.useHealthCheck(control);
    if (isExpected) return requireHeld(what, pushed, this.#say);
    const broken = brokenEdges(pushed.verdicts);
    if (broken.length === 0) {
      const message = `the order of ${what} held, which this control is there to see broken; look at what changed in Argo CD`;
      throw new FleetError([{ place: "control", message }]);
    }
    const title = `${what}, ${Math.round(pushed.seconds)} s`;
    this.#say(
      `${title}: ${broken.length} of ${pushed.verdicts.length} edges broken, as it must be`,
    );
    this.#say(`  ${broken[0]}`);
  }

  /** As soon as the first Application of the push has its new spec, its manifests take a while to come. */
  async #slowDown(after: Fleet): Promise<void> {
    const find = applicationsBy(this.#environment, control);
    const cluster = after.clusters.find(({ name }) => name === control)!;
    const first = planOf(cluster).applications.find(({ name }) => name === "cert-manager")!;
    const old = find(applicationName(first))!["spec"] as object;
    const isChanged = (): boolean => !isDeepStrictEqual(find(applicationName(first))!["spec"], old);
    await until("the first change of the push", isChanged, 300);
    await this.#environment.pause("repo-server", pauseMilliseconds, { cluster: control });
  }
}
