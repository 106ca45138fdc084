import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Kube } from "../../../e2e/kube.ts";
import { ask, local, members } from "./etcd.ts";
import { log } from "./log.ts";
import * as paths from "./paths.ts";

/** Applies what stands in server/manifests, again when a file changes; removing a file removes nothing. */
export function deployManifests(): void {
  const applied = new Map<string, number>();
  const apply = (): void => {
    mkdirSync(paths.manifests, { recursive: true });
    for (const file of readdirSync(paths.manifests).filter((name) =>
      /\.(ya?ml|json)$/.test(name),
    )) {
      const path = join(paths.manifests, file);
      const { mtimeMs } = statSync(path);
      if (applied.get(path) === mtimeMs) continue;
      applied.set(path, mtimeMs);
      const args = [
        `--kubeconfig=${paths.kubeconfigFile}`,
        "apply",
        "--server-side",
        "--force-conflicts",
        "--filename",
        path,
      ];
      spawn(join(paths.tools, "kubectl"), args, { stdio: "ignore" }).on("exit", (code) => {
        if (code === 0) return;
        log("error", `Failed to process config: failed to process ${path}`);
        applied.delete(path);
      });
    }
  };
  setInterval(apply, 2000);
}

/** Gives those who joined a vote, once they have what the others have. */
export function promoteLearners(): void {
  const promote = async (): Promise<void> => {
    for (const { ID, isLearner } of await members())
      if (isLearner) await ask(local, "/v3/cluster/member/promote", { ID });
  };
  // One that is not up to date is refused, and promoted later.
  setInterval(() => void promote().catch(() => {}), 1000);
}

/** A server whose Node is deleted leaves etcd, too, as k3s has it. */
export function removeMembers(kube: Kube): void {
  kube.watch("/api/v1/nodes", ({ type, object }) => {
    if (type !== "DELETED" || object.metadata.labels?.["node-role.kubernetes.io/etcd"] !== "true")
      return;
    const isOf = (name = ""): boolean => name.replace(/-[0-9a-f]{8}$/, "") === object.metadata.name;
    void members()
      .then(async (all) => {
        for (const { ID } of all.filter(({ name }) => isOf(name)))
          await ask(local, "/v3/cluster/member/remove", { ID });
      })
      .catch((error: unknown) =>
        log("error", `Failed to remove etcd member: ${(error as Error).message}`),
      );
  });
}

export function listSnapshots(): string[] {
  return existsSync(paths.snapshotFolder) ? readdirSync(paths.snapshotFolder).sort() : [];
}
