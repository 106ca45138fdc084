import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { ApiServer, User } from "../api-server.ts";
import { kubeconfigOf } from "../api-server.ts";

/** Those as whom the programs of nodes come to the API server. */
export interface NodeUsers {
  readonly proxy: User;
  /** In the order of the nodes. */
  readonly kubelets: readonly User[];
}

export function nodeUsers({ nodes }: Cluster): NodeUsers {
  return {
    proxy: userOf("system:kube-proxy", "system:node-proxiers"),
    kubelets: nodes.map(({ name }) => userOf(`system:node:${name}`, "system:nodes")),
  };
}

function userOf(name: string, group: string): User {
  return { name, groups: [group], token: randomBytes(16).toString("hex") };
}

/** Returns the file, beside that of the user with all rights. */
export function writeKubeconfig(server: ApiServer, user: User): string {
  const { name, url, ca, kubeconfig } = server;
  const file = join(dirname(kubeconfig), `${user.name.replaceAll(":", "-")}.kubeconfig`);
  writeFileSync(file, JSON.stringify(kubeconfigOf(name, url, ca, user.token)), { mode: 0o600 });
  return file;
}
