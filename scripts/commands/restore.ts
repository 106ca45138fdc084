import { clustersNamed, gitlabMachine } from "../backup/sources.ts";
import { Store } from "../backup/store.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { isServer, targetsOfCluster } from "../node/target.ts";
import { endWithUsage, requireWord } from "../run/options.ts";
import { databaseStep, findDumping } from "../restore/database.ts";
import { etcdRestoreSteps } from "../restore/etcd.ts";
import { gitlabRestoreActions } from "../restore/gitlab.ts";
import { findClaim, releaseSteps, resumeSteps } from "../restore/swap.ts";
import { backupOf, shapes, volumeSteps } from "../restore/volume.ts";
import type { Asked } from "../restore/volume-objects.ts";
import type { ContextOf } from "../run/command.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { confirmNames } from "../run/confirm.ts";
import { failure } from "../tell/failure.ts";
import { locked } from "../run/locked.ts";
import { runAction, runSteps, tellAction } from "../run/steps.ts";
import { vaultRestore } from "../backup/vault.ts";
import { fleet } from "../fleet/shipped.ts";

const usage = defineCommand({
  command: "restore",
  forms: {
    "etcd CLUSTER": "the state of a cluster; its servers are stopped meanwhile",
    vault: "all that Vault holds",
    gitlab: "all that GitLab holds",
    "volume CLUSTER/NS/CLAIM": "a volume of Longhorn; what uses it is stopped meanwhile",
    "database CLUSTER/NS/NAME": "a database that has a backup; what uses it need not stop",
  },
  options: {
    at: {
      type: "string",
      value: "TIME",
      means: "the newest backup that is not younger, for example 2026-11-21T15:00:00Z",
    },
    confirm: {
      type: "string",
      value: "NAME",
      means: "what is there now may be lost, instead of typing its name",
    },
  },
  examples: [
    "etcd home --dry-run",
    "volume home/apps/photos --at 2026-11-21T15:00:00Z",
    "database home/documents/notes-db",
  ],
});

type RestoreContext = ContextOf<typeof usage>;
type Verb = (context: RestoreContext, name: string, at: string | undefined) => Promise<void>;
const verbs: Readonly<Record<string, { readonly run: Verb; readonly isNamed: boolean }>> = {
  etcd: { run: etcd, isNamed: true },
  vault: { run: vault, isNamed: false },
  gitlab: { run: gitlab, isNamed: false },
  volume: { run: volume, isNamed: true },
  database: { run: database, isNamed: true },
};

await runCommand(usage, async (context) => {
  const [verb = "", name = "", ...others] = context.words;
  const found = verbs[requireWord(verb, Object.keys(verbs), usage)]!;
  if (others.length > 0 || found.isNamed !== (name !== ""))
    endWithUsage(`${verb} takes ${found.isNamed ? "one name" : "no name"}`, usage);
  await found.run(context, name, context.values.at);
});

async function confirm({ values, signal, isDryRun }: RestoreContext, name: string, loss: string) {
  if (isDryRun) return;
  await confirmNames([name], loss, values.confirm, signal);
}

async function etcd(context: RestoreContext, name: string, at?: string): Promise<void> {
  const { ssh, signal } = context;
  const [cluster] = clustersNamed(fleet, name);
  const servers = targetsOfCluster(fleet, cluster!).filter(isServer);
  const store = new Store(fleet.site, signal);
  const { key } = await store.newest(`etcd/${name}`, at);
  await confirm(context, name, `its state becomes that of ${key}`);
  const machines = servers.map(({ machine }) => machine);
  const steps = etcdRestoreSteps({ ssh, store: () => store, key, servers });
  await locked(context, machines, `restore etcd ${name}`, (run) => runSteps(steps, run));
}

async function vault(context: RestoreContext, _: string, at?: string): Promise<void> {
  const { signal, report, isDryRun } = context;
  const store = new Store(fleet.site, signal);
  const { key } = await store.newest("vault/site", at);
  await confirm(context, "vault", `all that it holds becomes that of ${key}`);
  const reader = vaultRestore(fleet.site);
  if (isDryRun) report.event({ event: "deed", host: "here", does: reader.shown! });
  else await store.open(key, reader);
  const text = `holds ${key}; unseal it with the keys that it had then`;
  if (!isDryRun) report.event({ event: "note", host: "vault", text });
}

async function gitlab(context: RestoreContext, _: string, at?: string): Promise<void> {
  const { ssh, signal } = context;
  const machine = gitlabMachine(fleet);
  const store = new Store(fleet.site, signal);
  const { key } = await store.newest(`gitlab/${machine.name}`, at);
  await confirm(context, machine.name, `all that it holds becomes that of ${key}`);
  await locked(context, [machine], "restore gitlab", async (run) => {
    for (const action of gitlabRestoreActions(ssh, () => store, key, machine))
      await (context.isDryRun ? tellAction(action, run) : runAction(action, run));
  });
}

async function volume(context: RestoreContext, name: string, at?: string): Promise<void> {
  const { ssh, report, isDryRun, signal } = context;
  const { cluster, ...claim } = inside(name, "claim");
  const kubectl = new Kubectl(cluster, signal);
  const argo = new Kubectl(argoClusterOf(fleet, cluster), signal);
  const backup = await backupOf(kubectl, claim, at);
  const live = await findClaim(kubectl, claim);
  if (live) await confirm(context, claim.name, `its data becomes that of ${backup.metadata.name}`);
  const { storageClassName, accessModes } = (live?.spec ?? {}) as Asked;
  const shape = (await shapes(kubectl))(backup, { storageClassName, accessModes });
  const stamp = stampOfNow();
  const swap = { kubectl, argo, claim, live };
  const run = { ssh, report, isDryRun, signal, pollSeconds: 2 };
  // The data comes first: with a backup that cannot be read, nothing has changed.
  const [data, ...offer] = volumeSteps({ kubectl, claim, backup, shape, stamp });
  const released = live ? releaseSteps(swap) : [];
  await runSteps([data!, ...released, ...offer, ...resumeSteps(swap)], run);
}

async function database(context: RestoreContext, name: string, at?: string): Promise<void> {
  const { ssh, report, isDryRun, signal } = context;
  const { cluster, ...named } = inside(name, "database");
  const kubectl = new Kubectl(cluster, signal);
  const dumping = await findDumping(kubectl, named);
  const loss = `what it holds becomes that of its newest dump${at ? ` until ${at}` : ""}`;
  await confirm(context, named.name, loss);
  const step = databaseStep({ kubectl, database: named, dumping, at, stamp: stampOfNow() });
  await runSteps([step], { ssh, report, isDryRun, signal, pollSeconds: 2 });
}

/** What is named as CLUSTER/NAMESPACE/NAME. */
function inside(
  text: string,
  what: string,
): { readonly cluster: Cluster; readonly namespace: string; readonly name: string } {
  const [clusterName, namespace = "", name = "", ...more] = text.split("/");
  if (!namespace || !name || more.length > 0)
    throw failure(
      "restore",
      `"${text}" names no ${what}; write it as CLUSTER/NAMESPACE/${what.toUpperCase()}`,
    );
  const [cluster] = clustersNamed(fleet, clusterName);
  return { cluster: cluster!, namespace, name };
}

function stampOfNow(): string {
  return new Date().toISOString().replace(/\D/g, "").slice(0, 14);
}
