import { describe, expect, it } from "vitest";
import type { FleetError } from "../../../lib/problem.ts";
import type { Flags } from "../../../scripts/init/collect.ts";
import { answersOf, askAll } from "../../../scripts/init/collect.ts";
import type { Found } from "../../../scripts/init/found.ts";

const found: Found = {
  network: {
    device: "eth0",
    address: "10.1.2.7",
    cidr: "10.1.2.0/24",
    gateway: "10.1.2.254",
    dns: ["10.1.2.3"],
  },
  remote: "git@git.house.example:me/fleet.git",
  branch: "main",
  email: "me@house.example",
};

function problemsOf(flags: Flags, isGuessing = true, around = found): string[] {
  try {
    answersOf(flags, around, isGuessing);
    return [];
  } catch (error) {
    return (error as FleetError).problems.map(({ place, message }) => `${place}: ${message}`);
  }
}

describe("what is taken when nothing is said", () => {
  it("is what was found, and else the usual, for one machine", () => {
    expect(answersOf({}, found, true)).toEqual({
      domain: "home.arpa",
      email: "me@house.example",
      network: "10.1.2.0/24",
      gateway: "10.1.2.254",
      dns: ["10.1.2.3"],
      dhcp: "10.1.2.100-10.1.2.199",
      reserved: [],
      repository: "https://git.house.example/me/fleet.git",
      branch: "main",
      private: false,
      name: "home",
      machines: "existing",
      servers: 1,
      nodes: ["10.1.2.20"],
      architecture: "amd64",
      cpu: 4,
      memory: "8Gi",
      storage: "local-path",
      certificates: "local",
      secrets: "sealed",
      "load-balancer": "k3s",
      monitoring: false,
    });
  });

  it("follows what was said", () => {
    const flags = { servers: "3", reserved: "nas=10.1.2.21,tv=10.1.2.42", network: "10.1.2.0/24" };
    expect(answersOf(flags, found, true)).toMatchObject({
      nodes: ["10.1.2.22", "10.1.2.23", "10.1.2.24"],
      endpoint: "10.1.2.20",
      "load-balancer": "metallb",
      range: "10.1.2.43-10.1.2.62",
      monitoring: true,
    });
  });

  it("is nobody's network where another was said", () => {
    expect(answersOf({ network: "172.16.0.0/28" }, found, true)).toMatchObject({
      gateway: "172.16.0.1",
      dns: ["172.16.0.1"],
      dhcp: undefined,
      nodes: ["172.16.0.2"],
    });
  });

  it("is a mail address of the domain, where the one that was found takes no mail", () => {
    const around = { ...found, email: "1+me@users.noreply.git.example" };
    expect(answersOf({}, around, true).email).toBe("admin@home.arpa");
  });
});

describe("a wrong answer", () => {
  it.each<[Flags, string]>([
    [
      { domain: "https://House.example/x" },
      `--domain: "https://House.example/x" is no domain; did you mean "house.example"?`,
    ],
    [{ domain: "my house" }, `--domain: "my house" is no domain; write it as home.example.org`],
    [{ email: "me" }, `--email: "me" is no mail address; write it as me@example.org`],
    [
      { network: "10.1.2.5/24" },
      `--network: "10.1.2.5/24" has host bits set; did you mean "10.1.2.0/24"?`,
    ],
    [
      { network: "10.1.2.0" },
      `--network: "10.1.2.0" is no CIDR block such as 192.168.1.0/24; write its first address, a slash and the bits of it`,
    ],
    [
      { network: "10.1.2.0/30" },
      `--network: "10.1.2.0/30" holds 4 addresses; use a block of /29 or larger`,
    ],
    [
      { gateway: "10.1.3.1" },
      "--gateway: 10.1.3.1 stands outside the network 10.1.2.0/24; use addresses such as 10.1.2.1",
    ],
    [
      { gateway: "10.1.2.300" },
      `--gateway: "10.1.2.300" is no IPv4 address; write it as four numbers from 0 to 255`,
    ],
    [{ dns: "" }, "--dns: no DNS server is named; name one, the gateway often is"],
    [
      { dhcp: "10.1.2.200-10.1.2.100" },
      `--dhcp: "10.1.2.200-10.1.2.100" ends before it starts; write its first address, a dash and its last`,
    ],
    [
      { dhcp: "10.1.2.200-10.1.2.254" },
      "--dhcp: 10.1.2.200-10.1.2.254 meets the gateway 10.1.2.254; choose another, or correct --gateway",
    ],
    [
      { dhcp: "10.1.2.0-10.1.2.99" },
      "--dhcp: 10.1.2.0-10.1.2.99 holds 10.1.2.0, the network address of 10.1.2.0/24; leave it out",
    ],
    [{ reserved: "nas" }, `--reserved: "nas" is no NAME=ADDRESS; write both with "=" between them`],
    [
      { reserved: "nas=10.1.2.9,nas=10.1.2.8" },
      "--reserved: nas=10.1.2.8 has a name or an address of another; rename it",
    ],
    [
      { repository: "git@house.example:me/x.git" },
      `--repository: "git@house.example:me/x.git" asks for an SSH key that Argo CD does not have; did you mean "https://house.example/me/x.git"?`,
    ],
    [
      { repository: "https://me:hunter2@house.example/x.git" },
      "--repository: the URL carries a user or a password; leave them out, secrets come later",
    ],
    [{ private: "maybe" }, `--private: "maybe" is none of its words; use one of yes, no`],
    [
      { name: "Home" },
      `--name: "Home" is no name; use lower case letters, digits and "-", a letter first`,
    ],
    [
      { name: "site" },
      `--name: "site" has a meaning of its own in clusters/; choose another such as home`,
    ],
    [{ servers: "2" }, `--servers: "2" is none of its words; use one of 1, 3`],
    [
      { servers: "3", nodes: "10.1.2.9" },
      "--nodes: 1 address for 3 servers; give as many, more are workers",
    ],
    [
      { nodes: "10.1.2.9,10.1.2.9" },
      "--nodes: 10.1.2.9 stands there twice; give each machine its own",
    ],
    [
      { nodes: "10.1.2.120" },
      "--nodes: 10.1.2.120 stands in the DHCP range 10.1.2.100-10.1.2.199; choose another, or correct --dhcp",
    ],
    [
      { nodes: "10.1.2.255" },
      "--nodes: 10.1.2.255 holds 10.1.2.255, the broadcast address of 10.1.2.0/24; leave it out",
    ],
    [
      { servers: "3", endpoint: "10.1.2.20" },
      "--endpoint: 10.1.2.20 meets node 10.1.2.20; choose another, or correct --nodes",
    ],
    [
      { architecture: "arm" },
      `--architecture: "arm" is none of its words; use one of amd64, arm64`,
    ],
    [{ memory: "8GB" }, `--memory: "8GB" is not a quantity such as 8Gi; did you mean "8Gi"?`],
    [{ memory: "8" }, `--memory: "8" is less than 1Gi; did you mean "8Gi"?`],
    [{ cpu: "none" }, `--cpu: "none" is no number; use a whole number from 1 on`],
    [
      { machines: "proxmox", "host-memory": "16Gi", memory: "32Gi" },
      "--memory: 1 machine of that take 32Gi where the Proxmox host has 16Gi to give; use less",
    ],
    [
      { storage: "longhorm" },
      `--storage: "longhorm" is none of its words; did you mean "longhorn"?`,
    ],
    [
      { storage: "longhorn", "backup-target": "minio/backups" },
      `--backup-target: "minio/backups" is no such target; write it as s3://bucket@region/folder or nfs://server:/path`,
    ],
    [
      { certificates: "letsencrypt" },
      "--certificates: Let's Encrypt signs nothing below home.arpa, which is no public domain; use local, or another --domain",
    ],
    [
      { secrets: "vault", vault: "vault.house.example" },
      `--vault: "vault.house.example" is no URL; write it as https://server.example.org/path`,
    ],
    [
      { vault: "https://vault.house.example" },
      "--vault: is of no use after the other answers; leave it out",
    ],
    [
      { "load-balancer": "metallb", range: "10.1.2.90-10.1.2.110" },
      "--range: 10.1.2.90-10.1.2.110 meets the DHCP range 10.1.2.100-10.1.2.199; choose another, or correct --dhcp",
    ],
    [
      { storage: "none", monitoring: "yes" },
      "--monitoring: they keep their data in volumes, which nobody gives; choose a --storage",
    ],
    [
      { domain: "house.org", certificates: "letsencrypt", challenge: "route35" },
      `--challenge: "route35" is none of its words; did you mean "route53"?`,
    ],
    [
      { domain: "house.org", certificates: "letsencrypt", challenge: "cloudDNS" },
      "init: nothing was found that could be taken for --challenge-settings; say it",
    ],
    [
      {
        domain: "house.org",
        certificates: "letsencrypt",
        challenge: "cloudDNS",
        "challenge-settings": "projekt=x",
      },
      `--challenge-settings: "projekt" is none of its settings; did you mean "project"?`,
    ],
    [
      {
        domain: "house.org",
        certificates: "letsencrypt",
        challenge: "rfc2136",
        "challenge-settings": "nameserver=10.1.2.3",
      },
      "--challenge-settings: tsigKeyName, tsigAlgorithm missing; write nameserver=...,tsigKeyName=...,tsigAlgorithm=...",
    ],
    [{ storage: "nfs" }, "init: nothing was found that could be taken for --nfs-share; say it"],
    [
      { storage: "nfs", "nfs-share": "/volume1" },
      `--nfs-share: "/volume1" is no share; write it as nas.example.org:/volume1/kubernetes`,
    ],
    [
      { "load-balancer": "cilium-bgp", range: "10.1.2.40-10.1.2.50" },
      "--range: 10.1.2.40-10.1.2.50 stands in the network 10.1.2.0/24, whose machines ask no router for it; choose a range outside",
    ],
    [
      { "load-balancer": "cilium-bgp", range: "10.42.0.1-10.42.0.9" },
      "--range: 10.42.0.1-10.42.0.9 meets 10.42.0.0-10.42.255.255, which pods and Services have; choose another",
    ],
    [
      { "load-balancer": "cilium-bgp", "bgp-peer": "10.1.2.254" },
      `--bgp-peer: "10.1.2.254" is no ADDRESS=ASN; write both, the number from 1 to 4294967295`,
    ],
  ])("%j is told: %s", (flags, line) => {
    expect(problemsOf(flags)).toEqual([line]);
  });

  it("of several is told with the others, and brings no false one", () => {
    const flags = {
      domain: "a b",
      network: "x",
      gateway: "10.9.9.9",
      nodes: "10.1.2.4",
      storage: "x",
    };
    expect(problemsOf(flags).map((line) => line.split(":")[0])).toEqual([
      "--domain",
      "--network",
      "--storage",
    ]);
  });
});

describe("an answer that is missing", () => {
  it("is asked for by its flag where nobody can be asked", () => {
    expect(problemsOf({ domain: "house.example" }, false)).toEqual([
      "init: has nobody to ask here for --email, --network, --dhcp, --reserved, --repository, --private, --machines, --servers, --nodes, --architecture, --cpu, --memory, --storage, --certificates, --secrets, --load-balancer, --monitoring; give them, or --yes for what was found",
    ]);
  });

  it("is asked for by its flag where nothing was found", () => {
    expect(problemsOf({}, true, {})).toEqual([
      "init: nothing was found that could be taken for --repository; say it",
    ]);
  });
});

describe("a person", () => {
  it("is asked what no flag says and what matters, and again after a wrong answer", async () => {
    const asked: string[] = [];
    const told: string[] = [];
    const said = {};
    const wrong = new Map([["memory", ["lots", "16Gi"]]]);
    const answers = await askAll(
      { storage: "longhorn" },
      found,
      {
        async ask({ name }, fallback) {
          asked.push(name);
          return wrong.get(name)?.shift() ?? fallback ?? "";
        },
        tell: ({ place, message }) => void told.push(`${place}: ${message}`),
      },
      said,
    );
    // By which the same can be said again.
    expect(said).toEqual({ memory: "16Gi", storage: "longhorn" });
    expect(answers).toMatchObject({ memory: "16Gi", storage: "longhorn", monitoring: false });
    expect(told).toEqual([
      `--memory: "lots" is not a quantity such as 8Gi; correct the number or its unit`,
    ]);
    expect(asked).toEqual(
      "domain email network dhcp reserved repository private machines servers nodes architecture cpu memory memory backup-target certificates secrets load-balancer monitoring".split(
        " ",
      ),
    );
  });
});
