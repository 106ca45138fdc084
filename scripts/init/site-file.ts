import type { Site } from "../../lib/model/site.ts";
import { isInside } from "./found.ts";
import type { Answers, Named } from "./answers.ts";
import defaults from "./defaults.json" with { type: "json" };
import { isAddress } from "./read.ts";
import { literal } from "../fleet/text.ts";

/** clusters/site.ts: what exists before the clusters do. */
export function siteFile(answers: Answers, publicKey: string | undefined): string {
  const { domain, email, network: cidr, gateway, dns, dhcp } = answers;
  const keys = publicKey === undefined ? [] : [publicKey];
  return `import { defineSite } from "../lib/model/site.ts";

/** The house: its network, and what stands in it beside the clusters. */
export const site = defineSite({
  domain: ${literal(domain)},
  email: ${literal(email)},
  // Who is let in by machines, and as whom this computer reaches them.
  ssh: {
    user: "root",
    publicKeys: ${literal(keys)},
  },
  downloads: {
    k3s: ${literal(defaults.downloads.k3s)},
    kubeVip: ${literal(defaults.downloads.kubeVip)},
  },
  networks: {
    lan: ${spread({ cidr, gateway, dns, dhcp })},
  },
  ${hostsField(answers)}
  machines: {},
  // Addresses in use by anything else, as name: "address". Nothing of a cluster may have them.
  reserved: ${spread(Object.fromEntries(reservedOf(answers).map(({ name, address }) => [name, address])))},
});

/** The git repository as Argo CD reaches it. */
export const repository = {
  url: ${literal(answers.repository)},
  branch: ${literal(answers.branch)},
} as const;
`;
}

/** One field a line. */
function spread(fields: object): string {
  const all = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (all.length === 0) return "{}";
  return `{\n${all.map(([key, value]) => literal({ [key]: value as unknown }).slice(2, -2)).join(",\n")},\n}`;
}

function hostsField({ machines, proxmox, pool, architecture, ...answers }: Answers): string {
  if (machines !== "proxmox") return "hosts: {},";
  const image = `debian-13-genericcloud-${architecture}.qcow2`;
  const host: Site["hosts"][string] = {
    address: proxmox.address,
    cores: answers["host-cores"],
    memory: answers["host-memory"],
    storagePools: Object.fromEntries([...new Set(["local", pool])].map((name) => [name, {}])),
    proxmox: {
      bridge: "vmbr0",
      files: "local",
      template: {
        id: 9000,
        pool,
        image: { url: `${defaults.images}/${image}`, sums: `${defaults.images}/SHA512SUMS` },
      },
    },
  };
  return `// Virtual machines are made on it: npm run vm.
  hosts: {
    ${literal({ [proxmox.name]: host }).slice(2, -2)},
  },`;
}

/** Those that were said, and servers of the network that nobody named: for DNS, and of the volumes. */
function reservedOf(answers: Answers): readonly Named[] {
  const { reserved, dns, network, gateway, storage } = answers;
  const known = new Set([gateway, ...reserved.map(({ address }) => address)]);
  const servers = dns.filter((address) => !known.has(address) && isInside(address, network));
  const named = servers.map((address, i) => ({ name: i === 0 ? "dns" : `dns-${i + 1}`, address }));
  const { server } = storage === "nfs" ? answers["nfs-share"] : {};
  const isUnknown = server && isAddress(server) && !known.has(server) && isInside(server, network);
  return [...reserved, ...named, ...(isUnknown ? [{ name: "nas", address: server }] : [])];
}
