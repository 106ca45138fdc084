import { formatAddress } from "../../lib/model/addresses.ts";
import type { Answers } from "./answers.ts";
import defaults from "./defaults.json" with { type: "json" };
import type { Part, Placed } from "./parts.ts";
import { partsOf } from "./parts.ts";
import { blocksOf } from "./room.ts";
import { identifier, literal } from "../fleet/text.ts";

/** clusters/<name>.ts: the cluster, with what runs on it. */
export function clusterFile(answers: Answers): string {
  const { name, nodes } = answers;
  const parts = partsOf(answers);
  const placed = parts.flatMap(({ components = [] }) => components);
  const issuer = parts.flatMap((part) => part.issuer ?? [])[0];
  const [pods, services] = blocksOf(answers.network).map(
    ({ first }) => `${formatAddress(first)}/16`,
  );
  const body = [
    `name: ${literal(name)},`,
    "site,",
    'network: "lan",',
    kubernetesField(parts),
    `endpoint: ${literal(endpointOf(answers))},`,
    `nodes: [\n${nodes.map((address, i) => nodeLine(answers, address, i)).join("\n")}\n],`,
    `podCidr: ${literal(pods)},`,
    `serviceCidr: ${literal(services)},`,
    ...(answers.range === undefined ? [] : [`loadBalancer: ${literal(answers.range)},`]),
    "domain: site.domain,",
    `ingress: ${literal({ className: "traefik", issuer })},`,
    'argocd: "self",',
    'revision: "pinned",',
    "environments: {},",
    ...secretsField(answers, parts),
    `components: [\n${placed.map(placementLine).join("\n")}\n${next}\n],`,
  ];
  return `${importLines(answers, placed)}

${machineLines(answers, parts)}

/** ${summaryOf(answers)} */
export const ${identifier(name)} = defineCluster({
${body.join("\n")}
});
`;
}

const next = `// Yours come here: chart("...") puts any chart into the cluster (docs/charts.md),
// charts/index.ts lists the components, docs/components.md says how to write one.`;

function importLines(answers: Answers, placed: readonly Placed[]): string {
  const names = placed.map(({ component }) => component).toSorted();
  const own = placed.some(({ options = "" }) => options.includes("repository."))
    ? "repository, site"
    : "site";
  const sealed = placed.some(({ options = "" }) => options.includes("sealed"))
    ? `import sealed from "./sealed/${answers.name}.json" with { type: "json" };\n`
    : "";
  return `import { ${names.join(", ")} } from "../charts/index.ts";
import { k3s } from "../charts/distributions.ts";
import { defineCluster } from "../lib/model/cluster.ts";
import type { Node } from "../lib/model/cluster-data.ts";
${sealed}import { ${own} } from "./site.ts";`;
}

function summaryOf({ nodes, servers }: Answers): string {
  if (nodes.length === 1) return "One machine that is a whole cluster.";
  const workers = nodes.length - servers;
  const some = (count: number, noun: string): string => `${count} ${noun}${count > 1 ? "s" : ""}`;
  return `${some(servers, "server")}${workers > 0 ? ` and ${some(workers, "worker")}` : ""}.`;
}

function kubernetesField(parts: readonly Part[]): string {
  const bundled = parts.flatMap((part) => part.bundled ?? []);
  return `kubernetes: {
    distribution: k3s,
    version: ${literal(defaults.kubernetes)},
    // What k3s brings along and keeps on; all else of it is switched off.
    bundled: ${literal(bundled)},
  },`;
}

/** What all nodes have in common, in one place. */
function machineLines(answers: Answers, parts: readonly Part[]): string {
  const { architecture, cpu, memory, machines, proxmox, pool } = answers;
  const isVirtual = machines === "proxmox";
  const on = isVirtual ? `, pool: ${literal(pool)}` : "";
  const host = isVirtual ? `host: ${literal(proxmox.name)},\n` : "";
  const device = isVirtual
    ? ""
    : '\n// With device: "...", its name below /dev/disk/by-id, the bootstrap formats and mounts it.';
  const volumes = parts.some((part) => part.volumes)
    ? `${device}\nlonghorn: { size: "200Gi"${on} },`
    : "";
  return `/** What every node is. */
const machine = {
  architecture: ${literal(architecture)},
  cpu: ${cpu},
  memory: ${literal(memory)},
  ${host}disks: {
    os: { size: "50Gi"${on} },${volumes}
  },
} as const satisfies Partial<Node>;`;
}

function nodeLine({ name, servers }: Answers, address: string, i: number): string {
  const role = i < servers ? "control-plane" : "worker";
  return `{ name: ${literal(`${name}-${i + 1}`)}, role: ${literal(role)}, address: ${literal(address)}, ...machine },`;
}

function endpointOf({ endpoint, nodes }: Answers): string {
  return endpoint ?? nodes[0]!;
}

/** What Vault does not keep: at first nothing is sealed, as only the cluster's bootstrap makes the key for that. */
function secretsField({ secrets }: Answers, parts: readonly Part[]): string[] {
  const wanted = Object.assign({}, ...parts.map((part) => part.secrets)) as Record<string, unknown>;
  if (secrets === "vault" || Object.keys(wanted).length === 0) return [];
  return [
    `// The bootstrap takes these on standard input, or makes up values: docs/bootstrap.md.\nsecretsFromBootstrap: ${literal(wanted)},`,
  ];
}

function placementLine({ component, options = "" }: Placed): string {
  return `${component}(${options}),`;
}
