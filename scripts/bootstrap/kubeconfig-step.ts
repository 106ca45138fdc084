import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Target } from "../node/target.ts";
import { apiPort } from "../node/k3s-config.ts";
import { tokenHolder } from "../node/members.ts";
import { kubeconfigPath } from "../run/kubeconfig.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";

const remote = "/etc/rancher/k3s/k3s.yaml";

/** The administrator's kubeconfig, by the cluster's endpoint. `after` is the step after which a server answers. */
export function kubeconfigStep(
  ssh: Ssh,
  kubectl: Kubectl,
  target: Target,
  after: readonly string[],
): Step {
  const { cluster } = target;
  const path = kubeconfigPath(cluster);
  return {
    name: `${cluster.name}: its API server answers at ${cluster.endpoint}`,
    host: "here",
    after,
    isDone: async () =>
      existsSync(path) && (await kubectl.try(["get", "--raw", "/readyz"])).exitCode === 0,
    actions: () => [
      {
        does: `fetch ${remote} of a server, and keep it for this user alone in ${path}`,
        async run() {
          const server = await tokenHolder(ssh, target);
          const text = await ssh.run(server, { argv: ["cat", remote] });
          keep(path, ownNames(text, cluster.name, cluster.endpoint));
        },
      },
    ],
    waitSeconds: 120,
    look: kubectl.line("get", "--raw", "/readyz"),
  };
}

/** k3s calls everything "default", which clashes with other clusters', and names the server's own loopback. */
export function ownNames(text: string, name: string, endpoint: string): string {
  return text
    .replace(/https:\/\/127\.0\.0\.1:\d+/, `https://${endpoint}:${apiPort}`)
    .replaceAll(/(name|cluster|user|current-context): default$/gm, `$1: ${name}`);
}

function keep(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, path);
}
