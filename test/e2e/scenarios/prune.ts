import type { AnyPlacement } from "../../../lib/model/placement.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { component } from "../../support/fleet.ts";
import { object } from "../../support/objects.ts";
import type { Environment, TestCluster } from "../environment.ts";
import type { KubeObject } from "../kube.ts";
import { applicationsBy, settled } from "../settle.ts";
import { until } from "../wait.ts";
import { push } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";
import { part, smallFleet } from "./small-fleet.ts";

/** Apps that go, get another name or another cluster, one push each. */
export const prune: Scenario = {
  name: "prune",
  seconds: 80,
  shows: "what goes loses its workloads in reverse order and keeps its data; others lose nothing",

  async run(context) {
    const fleet = smallFleet(
      [...stays, operator, base, top, part({ ...moving, name: "moving" }), renamedFrom],
      [part({ name: "far" })],
    );
    const environment = await context.start({ fleet, clusters: ["home", "edge"] });
    const home = environment.clusters.get("home")!;
    const edge = environment.clusters.get("edge")!;
    await register(home, edge);
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    await settled(environment, 180, fleet);
    const before = await Kept.of(home, kept);
    const untouched = await Kept.of(home, shared);
    let current = fleet;
    const pushTo = async (
      next: Fleet,
      message: string,
      during?: () => Promise<void>,
    ): Promise<void> => {
      await push(environment, current, next, { during });
      current = next;
      await before.requireSame(message);
      await untouched.requireSame(message);
      context.say(`${message}: data, namespaces and definitions are what they were`);
    };
    const far = [part({ name: "far" })];
    const remaining = [...stays, part({ ...moving, name: "moving" })];
    await pushTo(smallFleet([...remaining, renamedFrom], far), "two apps and an operator go");
    await requireReverseOrder(home, context);
    await requireGone(environment, "home", [
      "apps/v1/namespaces/base/deployments/base",
      "apps/v1/namespaces/top/deployments/top",
      "apps/v1/namespaces/operator/deployments/operator-controller",
      "rbac.authorization.k8s.io/v1/clusterroles/operator-only",
      "argoproj.io/v1alpha1/namespaces/argocd/appprojects/home-operator",
    ]);
    await pushTo(smallFleet([...remaining, renamedTo], far), "an app gets another name", () =>
      handOver(environment, home, "old/persistentvolumeclaims/data", "home-new"),
    );
    await requireGone(environment, "home", ["apps/v1/namespaces/old/deployments/old"]);
    const moved = [...far, part({ ...moving, name: "moving" })];
    await pushTo(smallFleet([...stays, renamedTo], moved), "an app moves to another cluster");
    await requireGone(environment, "home", ["apps/v1/namespaces/moving/deployments/moving"]);
    await requireThere(edge, "/api/v1/namespaces/moving/persistentvolumeclaims/data");
  },
};

const base = part({ name: "base", provides: ["lookups"], claim: "data" });
const top = part({ name: "top", needs: { lookups: "it looks names up" }, claim: "data" });
/** Its AppProject, which allows what it has cluster-wide, goes after it. */
const operator = component("operator", {
  layer: "storage",
  objects: [
    object("v1", "ConfigMap", "settings", { data: { mode: "quiet" } }),
    object("rbac.authorization.k8s.io/v1", "ClusterRole", "operator-only", { rules: [] }),
  ],
  chart: "sealed-secrets",
  makes: { pods: [{ name: "operator-controller", replicas: 1, cpu: "50m", memory: "64Mi" }] },
});
const moving = { claim: "data" };
/** The same claim in the same namespace, of an app by another name. */
const renamedFrom = part({ name: "old", namespace: "old", claim: "data" });
const renamedTo = part({ name: "new", namespace: "old", claim: "data" });
/** Shares the namespace of what goes. */
const stays: readonly AnyPlacement[] = [
  part({ name: "neighbor", namespace: "base", claim: "neighbor" }),
];

const kept = [
  "/api/v1/namespaces/base",
  "/api/v1/namespaces/top",
  "/api/v1/namespaces/operator",
  "/api/v1/namespaces/old",
  "/api/v1/namespaces/moving",
  "/api/v1/namespaces/base/persistentvolumeclaims/data",
  "/api/v1/namespaces/top/persistentvolumeclaims/data",
  "/api/v1/namespaces/old/persistentvolumeclaims/data",
  "/api/v1/namespaces/moving/persistentvolumeclaims/data",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sealedsecrets.bitnami.com",
];

const shared = [
  "/apis/apps/v1/namespaces/base/deployments/neighbor",
  "/api/v1/namespaces/base/services/neighbor",
  "/api/v1/namespaces/base/persistentvolumeclaims/neighbor",
];

/** Objects that must stay the very ones they are. */
class Kept {
  readonly #cluster: TestCluster;
  readonly #uids: ReadonlyMap<string, string>;

  private constructor(cluster: TestCluster, uids: ReadonlyMap<string, string>) {
    this.#cluster = cluster;
    this.#uids = uids;
  }

  static async of(cluster: TestCluster, paths: readonly string[]): Promise<Kept> {
    const found = paths.map(async (path): Promise<[string, string]> => {
      const uid = (await requireThere(cluster, path)).metadata.uid;
      return [path, uid];
    });
    return new Kept(cluster, new Map(await Promise.all(found)));
  }

  async requireSame(after: string): Promise<void> {
    for (const [path, uid] of this.#uids) {
      const found = await this.#cluster.kube.get(path);
      if (found?.metadata.uid === uid && !found.metadata.deletionTimestamp) continue;
      const message = `${path} was deleted when ${after}`;
      throw new FleetError([{ place: "prune", message }]);
    }
  }
}

/** The Secret that the shipped fleet's store makes; this one has no store. */
async function register(hub: TestCluster, { name, cluster, kube }: TestCluster): Promise<void> {
  const { token, ca } = kube;
  const tlsClientConfig = { caData: Buffer.from(ca).toString("base64") };
  const config = JSON.stringify({ bearerToken: token, tlsClientConfig });
  await hub.kube.apply(`/api/v1/namespaces/argocd/secrets/cluster-${name}`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `cluster-${name}`,
      namespace: "argocd",
      labels: { "argocd.argoproj.io/secret-type": "cluster" },
    },
    stringData: { name, server: `https://${cluster.endpoint}:6443`, config },
  });
}

/**
 * An object that was kept still says whose it was, and an Application takes nothing that says so: a person hands it
 * over, as docs/decisions.md says how.
 */
async function handOver(
  environment: Environment,
  cluster: TestCluster,
  path: string,
  application: string,
): Promise<void> {
  const find = applicationsBy(environment, cluster.name);
  const isRefused = (): boolean => {
    const { conditions = [] } = (find(application)?.["status"] ?? {}) as {
      conditions?: { type: string }[];
    };
    return conditions.some(({ type }) => type === "SharedResourceWarning");
  };
  await until(`${application}, refused what another Application kept`, isRefused, 120);
  const annotations = { "argocd.argoproj.io/tracking-id": null };
  await cluster.kube.patch(`/api/v1/namespaces/${path}`, { metadata: { annotations } });
}

/** Everything of "top" is gone before Argo CD deletes anything of "base", which it needed. */
async function requireReverseOrder({ recorder }: TestCluster, { say }: Context): Promise<void> {
  const { objects } = await recorder.read();
  const of = (name: string) => [...objects].filter(([id]) => id.endsWith(`/${name}/${name}`));
  const gone = of("top").flatMap(
    ([, { health }]) => health.find((change) => change.health === "Missing")?.at ?? [],
  );
  const deletions = of("base").flatMap(([, record]) => record.deletions);
  const margin = Math.min(...deletions) - Math.max(...gone);
  if (gone.length === 0 || deletions.length === 0 || margin < 0) {
    const message = `"base" was deleted ${-margin} ms before "top", which needs it, was gone`;
    throw new FleetError([{ place: "prune", message }]);
  }
  say(
    `the app in front was deleted ${(margin / 1000).toFixed(1)} s after the last of what needs it`,
  );
}

async function requireGone(
  { clusters }: Environment,
  cluster: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    if (!(await clusters.get(cluster)!.kube.get(`/apis/${path}`))) continue;
    throw new FleetError([{ place: "prune", message: `${path} of ${cluster} is still there` }]);
  }
}

async function requireThere({ name, kube }: TestCluster, path: string): Promise<KubeObject> {
  const found = await kube.get(path);
  if (found) return found;
  throw new FleetError([{ place: "prune", message: `${path} of ${name} is not there` }]);
}
