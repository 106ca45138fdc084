import { spawnSync } from "node:child_process";
import { isOnPath } from "../prerequisites.ts";
import type { Tool } from "../tools.ts";
import { buildTools } from "../tools.ts";

const tools: readonly Tool[] = [
  {
    name: "kube-router",
    module: "kube-router",
    source: "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router",
    seconds: 60,
  },
  { name: "probe", module: "probe", source: "strata.test/probe", seconds: 5 },
];

/** Builds what is missing; returns the directory of the programs. */
export function buildPolicyTools(say: (line: string) => void): Promise<string> {
  return buildTools(say, tools);
}

/** What the controller calls, with Debian's packages of the same names. */
const programs = ["iptables", "ipset", "nft"];

/** Sets in rules, and refusals that are told: modules that a kernel may lack. */
const trial = `ip link set lo up && ipset create strata hash:ip && iptables -A FORWARD -m set --match-set strata src -m comment --comment strata -j REJECT && iptables -A FORWARD -m limit --limit 1/minute -j NFLOG && nft add table ip strata`;

/** What this computer lacks for policies that are enforced. */
export function policyRefusal(): string | undefined {
  const missing = programs.filter((program) => !isOnPath(program));
  if (missing.length > 0)
    return `${missing.join(" and ")} on the PATH; on Debian: npm run e2e -- --install`;
  const { status, stderr } = spawnSync("unshare", ["--net", "sh", "-c", trial], {
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return `a kernel with ip_set, xt_set, NFLOG and nf_tables: ${stderr.trim().split("\n").at(-1)}`;
}
