import { plural } from "../../lib/problem.ts";
import { gitlabSource } from "../backup/gitlab.ts";
import { listText } from "../backup/list.ts";
import { backupSteps, claimsOf } from "../backup/longhorn.ts";
import { ownSecrets, secretsCheck, secretsSource } from "../backup/secrets.ts";
import { clustersNamed, etcdSourceOf, gitlabMachine } from "../backup/sources.ts";
import { archiveCheck } from "../backup/source.ts";
import { Store } from "../backup/store.ts";
import { take } from "../backup/take.ts";
import { vaultSource } from "../backup/vault.ts";
import { fleet } from "../fleet/shipped.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { endWithUsage, requireWord } from "../run/options.ts";
import type { ContextOf } from "../run/command.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { failure } from "../tell/failure.ts";
import type { Piece } from "../process/pipe.ts";
import { runSteps } from "../run/steps.ts";
import { openKeys, savedKeyPath } from "../secret/saved-key.ts";
import { shownPath } from "../secret/sealed-file.ts";
import { readClusters } from "../run/target.ts";

const usage = defineCommand({
  command: "backup",
  forms: {
    "etcd [CLUSTER]": "the state of each cluster on machines, or of one",
    vault: "all that Vault holds",
    gitlab: "repositories, database, settings and keys of GitLab",
    "volume CLUSTER[/NS/CLAIM]": "volumes of Longhorn, to its own target",
    "secrets [CLUSTER]": "Secrets that the bootstrap made up: no store knows their values",
    all: "all of these",
    list: "what there is, with age and size",
    verify: "the newest of each, opened and read to its end",
  },
  options: {},
  examples: ["etcd home", "volume home/apps/photos", "all --dry-run"],
});

type BackupContext = ContextOf<typeof usage>;
const verbs: Readonly<Record<string, (context: BackupContext, name?: string) => Promise<void>>> = {
  etcd,
  vault,
  gitlab,
  volume,
  secrets,
  all,
  list,
  verify,
};

await runCommand(usage, async (context) => {
  const [verb = "", name, ...others] = context.words;
  const run = verbs[requireWord(verb, Object.keys(verbs), usage)]!;
  if (others.length > 0 || (name !== undefined && !["etcd", "volume", "secrets"].includes(verb)))
    endWithUsage(`"${[name, ...others].join(" ")}" is too much for ${verb}`, usage);
  await run(context, name);
});

function storeOf({ signal }: BackupContext): () => Store {
  let store: Store | undefined;
  return () => (store ??= new Store(fleet.site, signal));
}

async function etcd(context: BackupContext, name?: string): Promise<void> {
  const store = storeOf(context);
  for (const cluster of clustersNamed(fleet, name))
    await take(context, await etcdSourceOf(context.ssh, fleet, cluster, context.isDryRun), store);
}

async function vault(context: BackupContext): Promise<void> {
  await take(context, vaultSource(fleet.site), storeOf(context));
}

async function gitlab(context: BackupContext): Promise<void> {
  await take(context, gitlabSource(context.ssh, gitlabMachine(fleet)), storeOf(context));
}

async function volume(context: BackupContext, name?: string): Promise<void> {
  const [clusterName, namespace, claimName] = name?.split("/") ?? [];
  const { ssh, report, isDryRun, signal } = context;
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  for (const cluster of clustersNamed(fleet, clusterName)) {
    const kubectl = new Kubectl(cluster, signal);
    const claims = (await claimsOf(kubectl)).filter(
      (claim) =>
        namespace === undefined || (claim.namespace === namespace && claim.name === claimName),
    );
    if (namespace !== undefined && claims.length === 0) {
      const message = `has no volume of Longhorn; see what there is with: ${kubectl.line("get", "pvc", "-A")}`;
      throw failure(name!, message);
    }
    const steps = claims.flatMap((claim) => backupSteps(kubectl, claim, stamp));
    await runSteps(steps, { ssh, report, isDryRun, signal, pollSeconds: 2 });
  }
}

async function secrets(context: BackupContext, name?: string): Promise<void> {
  const store = storeOf(context);
  const clusters =
    name === undefined ? clustersNamed(fleet, undefined) : readClusters("backup", [name]);
  const having = clusters.filter((cluster) => ownSecrets(cluster).length > 0);
  if (name !== undefined && having.length === 0)
    throw failure(name, "has no secretsFromBootstrap; there is nothing to back up");
  for (const cluster of having) {
    const kubectl = new Kubectl(cluster, context.signal);
    await take(context, await secretsSource(kubectl, context.isDryRun), store);
  }
}

async function all(context: BackupContext): Promise<void> {
  await vault(context);
  await gitlab(context);
  await etcd(context);
  await secrets(context);
  for (const cluster of clustersNamed(fleet, undefined)) await volume(context, cluster.name);
}

async function list(context: BackupContext): Promise<void> {
  const found = await storeOf(context)().bucket.list("");
  for (const one of found) context.report.event({ event: "backup", ...one });
  context.report.print(found.length > 0 ? listText(found) : "there are no backups");
}

async function verify(context: BackupContext): Promise<void> {
  const store = storeOf(context)();
  const stored = await store.bucket.list("");
  const newest = new Map(stored.map((one) => [one.key.split("/").slice(0, 2).join("/"), one]));
  for (const [folder, { key }] of newest) {
    const check = checkOf(folder);
    const names = (await store.open(key, check)).trim().split("\n");
    const text = `${key}: ${names.length} files, the last is ${names.at(-1)}`;
    context.report.event({ event: "note", host: "here", text });
  }
  await verifySealingKeys(context);
}

/** Keys that open sealed values stand in the repository, and are backups as well. */
async function verifySealingKeys({ report, signal }: BackupContext): Promise<void> {
  for (const { name } of fleet.clusters) {
    const path = savedKeyPath(name);
    if (path === undefined) continue;
    const keys = await openKeys(name, path, signal);
    const text = `${shownPath(path)}: ${plural(keys.length, "key")}, with that of its certificate`;
    report.event({ event: "note", host: "here", text });
  }
}

function checkOf(folder: string): Piece {
  const [kind] = folder.split("/");
  if (kind === "vault") return vaultSource(fleet.site).check;
  return kind === "secrets" ? secretsCheck : archiveCheck;
}
