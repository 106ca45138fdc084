import type { Target } from "../node/target.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Source } from "./source.ts";
import { archiveCheck, remote } from "./source.ts";

export const k3s = "/usr/local/bin/k3s";
/** Where a server of k3s keeps its state. */
export const serverDirectory = "/var/lib/rancher/k3s/server";
export const snapshots = "db/snapshots";

/**
 * The state of a cluster, from a server that answers: a snapshot of etcd, and the token, without which k3s cannot read
 * what etcd holds encrypted.
 */
export function etcdSource(ssh: Ssh, { cluster, machine }: Target): Source {
  // k3s adds the node and a time to the name.
  const found = (stamp: string): string => `strata-${stamp}-*`;
  const directory = `${serverDirectory}/${snapshots}`;
  return {
    folder: `etcd/${cluster.name}`,
    machine,
    prepare: (stamp) => [
      {
        on: machine,
        argv: [k3s, "etcd-snapshot", "save", "--name", `strata-${stamp}`],
        timeoutSeconds: 600,
      },
    ],
    read: (stamp) =>
      remote(ssh, machine, [
        // GNU tar looks for names by pattern only when it reads; a shell gets the directory as an argument.
        "sh",
        "-c",
        'cd "$1" && exec tar --create --file=- token "$2"/$3',
        "sh",
        serverDirectory,
        snapshots,
        found(stamp),
      ]),
    clean: (stamp) => [
      {
        on: machine,
        does: `k3s etcd-snapshot delete <the file of strata-${stamp}>`,
        async run() {
          const argv = ["find", directory, "-maxdepth", "1", "-name", found(stamp)];
          const paths = (await ssh.try(machine, { argv })).stdout.trim().split("\n");
          for (const name of paths.flatMap((path) => path.split("/").at(-1) || []))
            await ssh.run(machine, { argv: [k3s, "etcd-snapshot", "delete", name] });
        },
      },
    ],
    check: archiveCheck,
  };
}
