import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { stageFiles } from "../../e2e/control-plane.ts";
import { heldNodeReady } from "../../e2e/stand-ins/pod-stages.ts";
import { stages, tools } from "../stand-ins/k3s/paths.ts";
import { commandOf } from "./programs.ts";

/** The program that a release of k3s has, for example of `v1.36.2+k3s1`: it goes by the name it is called by. */
export function k3sProgram(version: string): string {
  const kubectl = `KUBECONFIG="\${KUBECONFIG:-/etc/rancher/k3s/k3s.yaml}" exec ${tools}/kubectl`;
  return `#!/bin/sh
case "$(basename "$0")" in
kubectl) ${kubectl} "$@" ;;
esac
case "$1" in
kubectl) shift; ${kubectl} "$@" ;;
--version | -v) printf 'k3s version %s (stand-in)\\ngo version go1.26.3\\n' '${version}'; exit 0 ;;
esac
exec ${commandOf("k3s/main.ts").join(" ")} '${version}' "$@"
`;
}

/** Folders that hosts of clusters share with this computer: built programs, and how kwok lets nodes and pods live. */
export function clusterShares(directory: string, built: string): Readonly<Record<string, string>> {
  const [work, shared] = [join(directory, "stages-work"), join(directory, "stages")];
  for (const folder of [work, shared]) mkdirSync(folder, { recursive: true });
  for (const file of stageFiles(work)) {
    const target = join(shared, basename(file));
    if (basename(file) === "node-initialize.yaml")
      writeFileSync(target, JSON.stringify(heldNodeReady(file)));
    else copyFileSync(file, target);
  }
  return { [built]: tools, [shared]: stages };
}
