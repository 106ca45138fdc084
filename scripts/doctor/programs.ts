import { coerce, lt, minor } from "semver";
import type { Fleet } from "../../lib/model/cluster.ts";
import { runProgram } from "../process/program.ts";
import type { Line } from "./line.ts";
import type { Tool } from "./tools.ts";
import { toolsFor } from "./tools.ts";

/** The programs that a fleet asks of this computer, with their versions. All are asked at once. */
export async function programLines(fleet: Fleet): Promise<readonly Line[]> {
  const kubectl = oldestKubectl(fleet);
  return Promise.all(
    toolsFor(fleet).map((tool) =>
      lineOf(tool.name === "kubectl" ? { ...tool, least: kubectl } : tool),
    ),
  );
}

/** One minor version behind the newest API server (Kubernetes docs: releases/version-skew-policy). */
export function oldestKubectl({ clusters }: Fleet): string {
  const minors = clusters.map(({ kubernetes }) => minor(coerce(kubernetes.version) ?? "0.0.0"));
  return `1.${Math.max(...minors) - 1}`;
}

async function lineOf(tool: Tool): Promise<Line> {
  const { name, args, least, isRequired, blocks } = tool;
  const get = tool.get[process.platform === "darwin" ? "darwin" : "linux"];
  const state = isRequired ? "missing" : "absent";
  const { exitCode, stdout, stderr } = await runProgram({
    argv: [name, ...args],
    timeoutSeconds: 10,
  });
  if (exitCode === 127) return { state, name, found: "is not on the PATH", blocks, get };
  const version = versionIn(`${stdout}\n${stderr}`);
  if (version === undefined)
    return { state, name, found: `does not say its version (exit code ${exitCode})`, blocks, get };
  const [own, oldest] = [coerce(version), coerce(least)];
  if (own && oldest && lt(own, oldest))
    return { state, name, found: `${version} is older than ${least}`, blocks, get };
  return { state: "good", name, found: version };
}

/** The first text that looks like one: `OpenSSH_9.2p1`, `git version 2.39.5`, `v4.3.1+g1`. */
export function versionIn(output: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?/.exec(output)?.[0];
}
