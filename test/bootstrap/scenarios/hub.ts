import assert from "node:assert/strict";
import { argocdNamespace } from "../../../lib/order/names.ts";
import { driver } from "../../../scripts/kube/longhorn.ts";
import { object } from "../../e2e/longhorn.ts";
import { until } from "../../e2e/wait.ts";
import { ClusterLife } from "./cluster-life.ts";
import { inHouse } from "./house.ts";
import type { Context, Scenario } from "./scenario.ts";

const claim = { namespace: "monitoring", name: "storage-loki-0" };
const secret = `/api/v1/namespaces/${argocdNamespace}/secrets/repository`;
const credentials = { username: "argocd", password: "a password that is given by hand" };

/** What the charts have, and their stand-ins here have not: Longhorn's class, and of Loki a claim by a template. */
const storageClassName = "longhorn";
const classPath = `/apis/storage.k8s.io/v1/storageclasses/${storageClassName}`;
const storageClass = object("storage.k8s.io/v1", "StorageClass", storageClassName, {
  provisioner: driver,
});
const labels = { app: "storage-of-loki" };
const workloadPath = `/apis/apps/v1/namespaces/${claim.namespace}/statefulsets/loki`;
const workload = object("apps/v1", "StatefulSet", "loki", {
  spec: {
    serviceName: "loki",
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: "loki",
            image: "stand-in.test/loki:1",
            volumeMounts: [{ name: "storage", mountPath: "/var/loki" }],
          },
        ],
      },
    },
    volumeClaimTemplates: [
      {
        metadata: { name: "storage" },
        spec: {
          storageClassName,
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
        },
      },
    ],
  },
});

/** What only a hub goes through: nobody else syncs it, and it has the house's data. */
export const hub: Scenario = {
  name: "hub",
  shows:
    "a hub is given the credentials of its repository, gets a volume back, is lost and rebuilt, by the commands of the docs",
  isLong: true,
  async run(context: Context) {
    const { fleet, say } = context;
    const cluster = fleet.clusters.find(({ name }) => name === fleet.hub)!;
    const { name } = cluster;
    const stored = { name: "backup-1", namespace: claim.namespace, claim: claim.name };
    await inHouse(context, { backups: { [name]: [stored] } }, async ({ work, world }) => {
      const life = new ClusterLife({ work, world, cluster, say });
      await life.timed("vm", "apply", name);

      let kept: Promise<unknown> | undefined;
      const out = await life.done("bootstrap", [name, "--secrets"], {
        input: JSON.stringify({ [`${argocdNamespace}/repository`]: credentials }),
        onLine(line) {
          if (/has Secret argocd\/repository/.test(line)) kept ??= life.kube.get(secret);
        },
      });
      // Looked at when it is there: later the store gives it the values of Vault.
      const { data } = (await kept) as { data: Readonly<Record<string, string>> };
      for (const [key, value] of Object.entries(credentials))
        assert.equal(Buffer.from(data[key] ?? "", "base64").toString(), value);
      assert.ok(!out.includes(credentials.password));
      say("Argo CD had the credentials that were given, which nothing printed");

      await keepData(life);
      await until("the pod of the claim", () => isRunning(life), 120);
      const before = await life.volumeOf(claim.name);
      const place = `${name}/${claim.namespace}/${claim.name}`;
      await life.timed("restore", "volume", place, "--confirm", claim.name);
      const after = await life.volumeOf(claim.name);
      assert.match(after, /^restored-/);
      await until("the pod of the claim", () => isRunning(life), 120);
      say(`${claim.name} has volume ${after} instead of ${before}, and is in use again`);

      await life.rebuild(claim.name);
      await keepData(life);
      await until("the pod of the claim", () => isRunning(life), 120);
      say(`it has ${await life.volumeOf(claim.name)} now, and is in use`);
    });
  },
};

async function keepData({ kube }: ClusterLife): Promise<void> {
  await kube.apply(classPath, storageClass);
  await kube.apply(workloadPath, workload);
}

/** Whether a pod that mounts the claim runs. */
async function isRunning({ kube }: ClusterLife): Promise<boolean> {
  const bound = await kube.get(
    `/api/v1/namespaces/${claim.namespace}/persistentvolumeclaims/${claim.name}`,
  );
  if (bound?.["status"]?.phase !== "Bound") return false;
  const pods = await kube.list(`/api/v1/namespaces/${claim.namespace}/pods`);
  return pods.some(
    ({ spec, status }) =>
      status?.phase === "Running" &&
      (spec.volumes as readonly { persistentVolumeClaim?: { claimName: string } }[]).some(
        ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.name,
      ),
  );
}
