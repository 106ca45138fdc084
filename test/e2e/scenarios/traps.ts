import { diagnose } from "../../../scripts/debug/diagnose.ts";
import { gatherFacts } from "../../../scripts/debug/facts.ts";
import type { Cause } from "../../../scripts/debug/cause.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { object } from "../../support/objects.ts";
import { applicationHealthKey } from "../../../lib/emit/health.ts";
import { Commands } from "../day-2/commands.ts";
import type { Environment, TestCluster } from "../environment.ts";
import { settled } from "../settle.ts";
import { buildTools } from "../tools.ts";
import { until } from "../wait.ts";
import type { Scenario } from "./scenario.ts";
import { brokenVersion, part, smallFleet } from "./small-fleet.ts";
import { filesOf, planOf } from "../plans.ts";

/** States that Argo CD or Kubernetes does not come out of by itself. */
export const traps: Scenario = {
  name: "traps",
  seconds: 120,
  isLong: true,
  shows:
    "debug knows a StatefulSet that blocks its own repair, a hook that hangs, a drift and a missing check",

  async run(context) {
    const fleet = fleetIn({ database: brokenVersion });
    const environment = await context.start({ fleet, clusters: ["home"] });
    const traveller = new Traps(environment, fleet);
    const commands = new Commands(environment, await buildTools(context.say));
    Object.assign(process.env, commands.env);
    const home = environment.clusters.get("home")!;
    home.standIns.fail(
      ({ kind, spec }) =>
        kind === "Pod" &&
        (spec.containers as { image: string }[])[0]!.image.endsWith(brokenVersion),
    );
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    await traveller.says("base", /^pod base\/database-0 cannot pull its image/);

    await traveller.push(fleetIn({ database: "1.0.1" }));
    const blocked = await traveller.says(
      "base",
      /^StatefulSet base\/database has a repair that it does not roll out: .* broken pod database-0 .*; delete the pod$/,
    );
    requireNext(blocked, /--namespace base delete pod database-0$/);
    await home.kube.delete("/api/v1/namespaces/base/pods/database-0");
    await settled(environment, 600, traveller.fleet);
    context.say("a StatefulSet that blocks its own repair: told, and mended by what it says");

    await traveller.push(fleetIn({ database: "1.0.1", hasHangingHook: true }));
    await traveller.says("top", /^its PreSync hook Job top\/migrate has been running for /);
    context.say("a hook that hangs: told");

    const fight = setInterval(
      () => void home.kube.patch(settings, loud).catch(() => undefined),
      300,
    );
    try {
      await traveller.says(
        "base",
        /^this very version was applied, and something in the cluster changes it back/,
      );
    } finally {
      clearInterval(fight);
    }
    context.say("a drift that somebody fights over: told");

    await home.kube.patch("/api/v1/namespaces/argocd/configmaps/argocd-cm", {
      data: { [applicationHealthKey]: null },
    });
    await traveller.says("base", /^argocd-cm has no health check of kind Application/);
    context.say("a health check that is gone: told");
  },
};

const settings = "/api/v1/namespaces/base/configmaps/settings";
const loud = { data: { mode: "loud" } };

class Traps {
  fleet: Fleet;
  readonly #environment: Environment;
  readonly #home: TestCluster;

  constructor(environment: Environment, fleet: Fleet) {
    this.#environment = environment;
    this.#home = environment.clusters.get("home")!;
    this.fleet = fleet;
  }

  async push(fleet: Fleet): Promise<void> {
    this.fleet = fleet;
    const { origin } = this.#environment;
    await origin.commit(filesOf(fleet), "next");
    await origin.publish();
    await this.#environment.refresh();
  }

  /** Waits until debug names this among the causes. */
  async says(name: string, message: RegExp, seconds = 240): Promise<Cause> {
    let causes: readonly Cause[] = [];
    const found = (): Cause | undefined => causes.find((one) => message.test(one.message));
    try {
      await until(
        `a cause of ${name}`,
        async () => {
          causes = await this.#causesOf(name);
          return found() !== undefined;
        },
        seconds,
      );
    } catch {
      const all = causes.map((one) => one.message).join("; ") || "nothing";
      throw new FleetError([
        { place: name, message: `debug says ${all}, and not ${String(message)}` },
      ]);
    }
    return found()!;
  }

  async #causesOf(name: string): Promise<readonly Cause[]> {
    const plan = planOf(this.fleet.clusters.find((one) => one.name === this.#home.name)!);
    const planned = plan.applications.find((one) => one.name === name);
    const { signal } = new AbortController();
    return diagnose(await gatherFacts(this.fleet, plan, planned, signal));
  }
}

function requireNext({ message, next }: Cause, command: RegExp): void {
  if (next.some((line) => command.test(line))) return;
  throw new FleetError([{ place: message, message: `next is ${next.join("; ")}` }]);
}

interface State {
  /** Version of the StatefulSet of "base". */
  readonly database: string;
  /** Whether "top" starts with a Job that does not end. */
  readonly hasHangingHook?: boolean;
}

function fleetIn({ database, hasHangingHook }: State): Fleet {
  return smallFleet([
    part({
      name: "base",
      provides: ["lookups"],
      objects: [
        object("v1", "ConfigMap", "settings", { data: { mode: "quiet" } }),
        statefulSet(database),
      ],
    }),
    part({
      name: "top",
      // Argo CD does not compare hooks: one alone starts no sync.
      version: hasHangingHook ? "1.0.1" : "1.0.0",
      needs: { lookups: "it looks names up" },
      objects: hasHangingHook ? [hangingHook] : [],
    }),
  ]);
}

const resources = { requests: { cpu: "50m", memory: "64Mi" } };

function statefulSet(version: string): object {
  const labels = { app: "database" };
  return object("apps/v1", "StatefulSet", "database", {
    spec: {
      serviceName: "base",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "database", image: `ghcr.io/house/database:${version}`, resources }],
        },
      },
    },
  });
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
    activeDeadlineSeconds: 600,
    template: {
      metadata: { labels: { app: "migrate" } },
      spec: {
        restartPolicy: "Never",
        containers: [
          { name: "migrate", image: `ghcr.io/house/migrate:${brokenVersion}`, resources },
        ],
      },
    },
  },
};
