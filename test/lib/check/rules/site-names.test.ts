import { describe, expect, it } from "vitest";
import type { Host, Site } from "../../../../lib/model/site.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";

const rack: Host = { address: "10.0.0.2", cores: 16, memory: "64Gi", storagePools: {} };
const git = { address: "10.0.0.4", host: "rack", cpu: 2, memory: "4Gi", disks: {} };
const image = { url: "https://a.example/a.qcow2", sums: "https://a.example/SHA512SUMS" };
const proxmox = {
  bridge: "vmbr0",
  files: "local",
  template: { id: 9000, pool: "local-lvm", image },
};
const label = 'not a DNS subdomain (lower case letters, digits, "-" and "."); rename it';
const user = 'not a user name (up to 32 lower case letters, digits, "-" and "_"); rename it';
const storage =
  'not a name of a storage (letters, digits, ".", "-" and "_", a letter first); rename it';

const rows: readonly (readonly [what: string, site: Partial<Site>, lines: readonly string[]])[] = [
  [
    "a machine",
    { hosts: { rack }, machines: { git_server: git } },
    [`site: machine git_server has a name "git_server", ${label}`],
  ],
  [
    "a reserved address that is two lines",
    { reserved: { "pi\nhole": "10.0.0.3" } },
    [`site: reserved address pi\\nhole has a name "pi\\nhole", ${label}`],
  ],
  [
    "a user with a command",
    { ssh: { user: "root; reboot", publicKeys: [] } },
    [`site: has ssh.user "root; reboot", ${user}`],
  ],
  [
    "all of a Proxmox host",
    {
      hosts: {
        rack: {
          ...rack,
          user: "Me",
          storagePools: { fast: {}, "fast disk": {} },
          proxmox: {
            node: "a_b",
            bridge: "a bridge of more than 15",
            files: "../x",
            template: { ...proxmox.template, pool: "" },
          },
        },
      },
    },
    [
      `site: host rack has a storage pool "fast disk", ${storage}`,
      'site: host rack has proxmox.bridge "a bridge of more than 15", not a name of a network device (up to 15 letters, digits, ".", "-" and "_"); rename it',
      `site: host rack has proxmox.files "../x", ${storage}`,
      `site: host rack has proxmox.node "a_b", ${label}`,
      `site: host rack has proxmox.template.pool "", ${storage}`,
      `site: host rack has user "Me", ${user}`,
    ],
  ],
  [
    "nothing of what is right",
    {
      ssh: { user: "admin", publicKeys: ["ssh-ed25519 AAAA me"] },
      hosts: { rack: { ...rack, proxmox, storagePools: { "local-lvm": {} } } },
      machines: { git },
      reserved: { "nas.house": "10.0.0.3" },
    },
    [],
  ],
];

describe("a name that a program does not take", () => {
  it.each(rows)("is told: %s", (_, site, lines) => {
    expect(problemsOf(fleetOf({ site }))).toEqual(lines);
  });
});
