import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { brokenEdges, summaryOf } from "../assert-order.ts";
import type { Environment } from "../environment.ts";
import type { KubeObject } from "../kube.ts";
import { applicationsBy, settled } from "../settle.ts";
import type { Predicate } from "../stand-ins/index.ts";
import { patience, until } from "../wait.ts";
import { component } from "../../support/fleet.ts";
import { requireOrder } from "./install.ts";
import { push } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";
import { brokenVersion, part, smallFleet } from "./small-fleet.ts";

/** What is the matter with the small fleet after a push; nothing where all are left out. */
interface State {
  readonly version: string;
  /** Version of "base", and how long it may take to roll out. */
  readonly base?: { readonly version: string; readonly progressDeadlineSeconds?: number };
  /** Whether "side", in the wave of "base", asks for an address that nobody gives. */
  readonly hasNoAddress?: boolean;
  /** Whether "side" starts with a Job that never ends. */
  readonly hasHangingHook?: boolean;
}

/** Pushes that break components in several ways, each repaired by nothing but a second push. */
export const failure: Scenario = {
  name: "failure",
  seconds: 87,
  shows: "what is pushed broken holds up what stands behind it, until a second push repairs it",

  async run(context) {
    const pushes = await Pushes.start(context, { base: { version: brokenVersion } });
    await pushes.holdsUp(
      "an image that cannot be pulled, in the first wave with pods of an install",
      {
        "home-base": "Progressing",
      },
    );
    await pushes.repair({ version: "1.0.1" }, 60);
    await pushes.requireInstallInOrder();
    await pushes.breakDown({
      version: "1.1.0",
      base: { version: brokenVersion, progressDeadlineSeconds: 4 },
      hasNoAddress: true,
    });
    await pushes.holdsUp("a Degraded component, and a Service without an address beside it", {
      "home-base": "Degraded",
      "home-side": "Progressing",
    });
    await pushes.repair({ version: "1.1.1" }, 60);
  },
};

/** A sync that fails keeps to the pin it started with, until its attempts are used up. */
export const hook: Scenario = {
  name: "hook",
  seconds: 150,
  shows: "a hook that hangs is repaired by a second push, after the attempts of the first one",

  async run(context) {
    const pushes = await Pushes.start(context, {});
    await settled(pushes.environment, 180);
    await pushes.breakDown({ version: "1.2.0", hasHangingHook: true });
    await pushes.holdsUp("a hook that hangs", { "home-side": "hung" });
    await pushes.repair({ version: "1.2.1" }, 60);
  },
};

/** Pushes to the small fleet, one state after the other. */
class Pushes {
  readonly environment: Environment;
  readonly #context: Context;
  #fleet: Fleet;
  #start = 0;

  private constructor(environment: Environment, fleet: Fleet, context: Context) {
    this.environment = environment;
    this.#fleet = fleet;
    this.#context = context;
  }

  /** Begins an install. */
  static async start(context: Context, state: Omit<State, "version">): Promise<Pushes> {
    const fleet = fleetIn({ version: "1.0.0", ...state });
    const environment = await context.start({
      fleet,
      clusters: ["home"],
      timing: { stallSeconds: 10 },
    });
    const { standIns } = environment.clusters.get("home")!;
    standIns.fail(hasBrokenImage);
    standIns.hold(hasNoAddress);
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    return new Pushes(environment, fleet, context);
  }

  async breakDown(state: State): Promise<void> {
    this.#start = Date.now();
    const { origin } = this.environment;
    this.#fleet = fleetIn(state);
    await origin.commit(filesOf(this.#fleet), "broken");
    await origin.publish();
    await this.environment.refresh();
  }

  requireInstallInOrder(): Promise<void> {
    return requireOrder(this.environment, this.#context.say, undefined, this.#fleet);
  }

  /** Waits until the root has given up on the push at least once, and requires that it did not go on. */
  async holdsUp(what: string, broken: Readonly<Record<string, string>>): Promise<void> {
    const { origin, clusters } = this.environment;
    const find = applicationsBy(this.environment, "home");
    const head = await origin.git("rev-parse", "HEAD");
    const isStuck = (): boolean => {
      const { retryCount, syncResult } = find("home-root")?.["status"]?.operationState ?? {};
      return retryCount > 0 && syncResult?.revision === head;
    };
    await until("a root that gave up on the push", isStuck, 120);
    const problems = Object.entries(broken)
      .filter(([name, state]) => stateOf(find(name)) !== state)
      .map(([name, state]) => `${name} is ${stateOf(find(name))}, not ${state}`);
    const { objects } = await clusters.get("home")!.recorder.read();
    for (const [id, { writes }] of objects) {
      if (id.endsWith("/top/top") && writes.some((at) => at >= this.#start))
        problems.push(`${id} was written behind ${what}`);
    }
    if (problems.length > 0)
      throw new FleetError(problems.map((message) => ({ place: "failure", message })));
    this.#context.say(`${what}: nothing behind it was touched`);
  }

  /** Pushes what mends it; everything must be settled soon, in order, without a hand. */
  async repair(state: State, withinSeconds: number): Promise<void> {
    const fleet = fleetIn(state);
    const { verdicts, seconds } = await push(this.environment, this.#fleet, fleet);
    this.#fleet = fleet;
    const problems = brokenEdges(verdicts);
    if (seconds > withinSeconds * patience)
      problems.push(`settled only ${Math.round(seconds)} s after the repair`);
    if (problems.length > 0)
      throw new FleetError(problems.map((message) => ({ place: "failure", message })));
    this.#context.say(`settled ${seconds.toFixed(1)} s after the repair; ${summaryOf(verdicts)}`);
  }
}

/** A sync that ended, or what Argo CD says of the health of the result. */
function stateOf(application: KubeObject | undefined): string {
  const { health, operationState } = application?.["status"] ?? {};
  return operationState?.phase === "Succeeded" ? health?.status : "hung";
}

const hasBrokenImage: Predicate = ({ kind, spec }) =>
  kind === "Pod" && (spec.containers as { image: string }[])[0]!.image.endsWith(brokenVersion);

const unserved = "stand-in.test/unserved";

const hasNoAddress: Predicate = ({ kind, metadata }) =>
  kind === "Service" && metadata.annotations?.[unserved] !== undefined;

function fleetIn({ version, base, hasNoAddress: none, hasHangingHook }: State): Fleet {
  const { progressDeadlineSeconds } = base ?? {};
  const outside = {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "outside",
      labels: { version },
      ...(none && { annotations: { [unserved]: "true" } }),
    },
    spec: { type: none ? "LoadBalancer" : "ClusterIP", ports: [{ port: 8080 }] },
  };
  return smallFleet([
    part({
      name: "base",
      version: base?.version ?? version,
      provides: ["lookups"],
      ...(progressDeadlineSeconds && { spec: { progressDeadlineSeconds } }),
    }),
    // Without a workload: what waits for an address would not hold up others beside one.
    component("side", {
      provides: ["meters"],
      objects: hasHangingHook ? [outside, hangingHook] : [outside],
    }),
    part({
      name: "middle",
      version,
      needs: { lookups: "it looks names up", meters: "it sends them" },
      provides: ["journal"],
    }),
    part({ name: "top", version, needs: { journal: "it writes them" } }),
  ]);
}

const hangingHook = {
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: {
    name: "migrate",
    annotations: {
      "argocd.argoproj.io/hook": "PreSync",
      "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
    },
  },
  spec: {
    activeDeadlineSeconds: 5,
    template: {
      metadata: { labels: { app: "migrate" } },
      spec: {
        restartPolicy: "Never",
        containers: [
          {
            name: "migrate",
            image: `ghcr.io/house/migrate:${brokenVersion}`,
            resources: { requests: { cpu: "50m", memory: "64Mi" } },
          },
        ],
      },
    },
  },
};
