import { basename } from "node:path";
import { k3s, serverDirectory, snapshots } from "../backup/etcd.ts";
import { remote } from "../backup/source.ts";
import type { Store } from "../backup/store.ts";
import { isReady } from "../node/k3s-steps.ts";
import type { Target } from "../node/target.ts";
import { succeeds } from "../ssh/look.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { idOf } from "../run/step.ts";

const unit = "k3s";
const state = `${serverDirectory}/db`;

export interface EtcdRestore {
  readonly ssh: Ssh;
  /** Opens the bucket when it is needed. */
  readonly store: () => Store;
  /** Of the backup. */
  readonly key: string;
  /** The first takes the backup, the others join it anew. */
  readonly servers: readonly Target[];
}

/** The way of k3s: the first server forgets the others, takes the snapshot, and is joined again. */
export function etcdRestoreSteps(restore: EtcdRestore): Step[] {
  const { ssh, servers } = restore;
  const [first, ...others] = servers as [Target, ...Target[]];
  const fetched = fetchStep(restore, first);
  const stops = servers.map((server) => stopStep(ssh, server, [idOf(fetched)]));
  const reset = resetStep(restore, first, stops.map(idOf));
  const runs = runStep(ssh, first, []);
  return [
    fetched,
    ...stops,
    ...others.map((server) => forgetStep(ssh, server)),
    reset,
    runs,
    ...others.map((server) => runStep(ssh, server, [idOf(runs)])),
  ];
}

function folderOf(key: string): string {
  return `/var/lib/rancher/k3s/strata-restore/${basename(key)}`;
}

function fetchStep({ ssh, store, key }: EtcdRestore, { machine }: Target): Step {
  const folder = folderOf(key);
  const unfinished = `${folder}.unfinished`;
  const extract = ["tar", "--extract", "--file=-", `--directory=${unfinished}`];
  return {
    name: `has the backup ${key}`,
    host: machine.name,
    isDone: () => succeeds(ssh, machine, "test", "-d", folder),
    actions: () => [
      { on: machine, argv: ["rm", "--recursive", "--force", "--", unfinished] },
      { on: machine, argv: ["install", "-d", "-m", "0700", unfinished] },
      {
        on: machine,
        does: `${extract.join(" ")} <the opened backup>`,
        run: async () => void (await store().open(key, remote(ssh, machine, extract))),
      },
      { on: machine, argv: ["mv", "--", unfinished, folder] },
    ],
    look: lookWith(machine, `ls -l ${folder}`),
  };
}

function stopStep(ssh: Ssh, { machine }: Target, after: readonly string[]): Step {
  return {
    name: "k3s is stopped",
    host: machine.name,
    after,
    isDone: async () => !(await succeeds(ssh, machine, "systemctl", "is-active", "--quiet", unit)),
    actions: () => [{ on: machine, argv: ["systemctl", "stop", unit], timeoutSeconds: 180 }],
    look: lookWith(machine, `systemctl status ${unit}`),
  };
}

/** What it knew of the others would keep it from joining. */
function forgetStep(ssh: Ssh, { machine }: Target): Step {
  return {
    name: "has no state of its own",
    host: machine.name,
    isDone: async () => !(await succeeds(ssh, machine, "test", "-e", state)),
    actions: () => [{ on: machine, argv: ["rm", "--recursive", "--force", "--", state] }],
    look: lookWith(machine, `ls ${state}`),
  };
}

function resetStep({ ssh, key }: EtcdRestore, { machine }: Target, after: readonly string[]): Step {
  const folder = folderOf(key);
  const restore = (path: string): string[] => [
    k3s,
    "server",
    "--cluster-reset",
    `--cluster-reset-restore-path=${path}`,
    `--token-file=${folder}/token`,
  ];
  return {
    name: "its etcd is that of the backup",
    host: machine.name,
    after,
    // k3s leaves this until it is started as usual.
    isDone: () => succeeds(ssh, machine, "test", "-e", `${state}/reset-flag`),
    actions: () => [
      {
        on: machine,
        argv: ["install", "-D", "-m", "0600", `${folder}/token`, `${serverDirectory}/token`],
      },
      {
        on: machine,
        does: restore("<the snapshot>").join(" "),
        async run() {
          const argv = ["find", `${folder}/${snapshots}`, "-type", "f"];
          const path = (await ssh.run(machine, { argv })).trim();
          await ssh.run(machine, { argv: restore(path), timeoutSeconds: 900 });
        },
      },
    ],
    look: lookWith(machine, `journalctl -u ${unit}`),
  };
}

function runStep(ssh: Ssh, { machine }: Target, after: readonly string[]): Step {
  return {
    name: "k3s runs with the restored state",
    host: machine.name,
    after,
    isDone: () => isReady(ssh, machine),
    actions: () => [{ on: machine, argv: ["systemctl", "--no-block", "start", unit] }],
    waitSeconds: 600,
    look: lookWith(machine, `journalctl -u ${unit}`),
  };
}
