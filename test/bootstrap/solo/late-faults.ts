import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import type { TestHost } from "../hosts/host.ts";
import { run } from "../hosts/run.ts";
import type { Fault } from "./fault.ts";
import { data } from "./fault.ts";
import { volumeDisk } from "./fleet.ts";
import type { SoloHouse } from "./house.ts";

const token = "/var/lib/rancher/k3s/server/token";
const vip = "192.168.1.75";
/** The first sector of a disk with one partition of Linux, from sector 2048 on: entry at 446, signature at 510. */
const onePartition = Buffer.alloc(512);
onePartition[450] = 0x83;
onePartition.writeUInt32LE(2048, 454);
onePartition.writeUInt32LE(2048, 458);
onePartition.writeUInt16LE(0xaa55, 510);

const device = `/dev/disk/by-id/${volumeDisk}`;
let diskBefore = "";
let stranger: TestHost | undefined;

/** What comes on the way: each leaves the house further than it found it. */
export const lateFaults: readonly Fault[] = [
  {
    name: "a disk that is full",
    command: ["node", "prepare", "solo-3"],
    arrange: ({ machines }) => machines[2]!.disk.fill(),
    says: /^solo-3: "env DEBIAN_FRONTEND=noninteractive apt-get \S+ \S+ update" ended with code 100: E: You don't have enough free space in \/var\/cache\/apt\/archives\/\.; correct that, or look there with: ssh root@192\.168\.1\.72\n$/,
    mend: ({ machines }) => machines[2]!.disk.empty(),
    async unharmed() {},
  },
  {
    name: "a dead registry of packages",
    command: ["node", "prepare", "solo-3"],
    arrange: ({ machines }) => void machines[2]!.run("touch", "/run/registry-is-dead"),
    says: /^solo-3: "env .* update" ended with code 100: E: Failed to fetch http\S+ {2}Temporary failure resolving 'deb\.debian\.org'; correct that, or look there with: ssh root@192\.168\.1\.72\n$/,
    mend: ({ machines }) => void machines[2]!.run("rm", "/run/registry-is-dead"),
  },
  {
    name: "a disk that holds somebody's filesystem",
    command: ["node", "prepare", "solo-2"],
    arrange(house) {
      run("mkfs.ext4", ["-q", "-F", "-L", "photos", house.machines[1]!.blockDisks[0]!.path]);
      diskBefore = house.diskSum();
    },
    says: new RegExp(
      `^solo-2: ${device} holds a filesystem ext4 "photos", which Strata did not make; look at it, and when nothing on it is needed: ssh root@192\\.168\\.1\\.71 wipefs --all ${device}\n$`,
    ),
    mend: ({ machines }) => machines[1]!.execute(["wipefs", "--all", device]),
    unharmed: requireSameDisk,
  },
  {
    name: "a disk with partitions",
    command: ["node", "prepare", "solo-2"],
    arrange(house) {
      const handle = openSync(house.machines[1]!.blockDisks[0]!.path, "r+");
      writeSync(handle, onePartition);
      closeSync(handle);
      diskBefore = house.diskSum();
    },
    says: new RegExp(`^solo-2: ${device} holds a partition table dos, which Strata did not make; `),
    mend: ({ machines }) => machines[1]!.execute(["wipefs", "--all", device]),
    unharmed: requireSameDisk,
  },
  {
    name: "a disk that is full when /etc/fstab is written",
    command: ["node", "prepare", "solo-2", "--verbose"],
    arrange: ({ machines: [, machine] }) => ({
      onLine(line) {
        if (/disk volumes is mounted at \S+ …/.test(line)) machine!.disk.fill();
      },
    }),
    says: /^solo-2: "(mkdir|install) .*" ended with code 1: .*: No space left on device; correct that, or look there with: ssh root@192\.168\.1\.71\n$/,
    mend: ({ machines }) => machines[1]!.disk.empty(),
    async unharmed({ machines: [, machine] }) {
      assert.equal((await machine!.execute(["cat", "/etc/fstab"])).out, "");
    },
  },
  {
    name: "a release of k3s that nobody has",
    command: ["node", "join", "solo-1"],
    arrange: ({ work }) => work.change(data, "house.example/k3s", "house.example/gone"),
    says: /^solo-1: "curl .*" ended with code 22: curl: \(22\) The requested URL returned error: 404; correct that, or look there with: ssh root@192\.168\.1\.70\n$/,
    mend: ({ work }) => work.change(data, "house.example/gone", "house.example/k3s"),
    async unharmed({ machines: [machine] }) {
      assert.notEqual((await machine!.execute(["ls", "/usr/local/bin/k3s"])).code, 0);
    },
  },
  {
    name: "an address of the cluster that somebody has",
    command: ["node", "join", "solo-1"],
    async arrange({ work, world: { house } }) {
      stranger = house.add("stranger", vip);
      await stranger.switchOn();
      work.change(data, `endpoint: "192.168.1.70"`, `endpoint: "${vip}"`);
    },
    says: /^solo: its address 192\.168\.1\.75 is in use already; find out by whom with "ssh root@192\.168\.1\.70 ip neighbour show 192\.168\.1\.75", or give solo another one in clusters\/\n$/,
    mend({ work }) {
      stranger!.switchOff();
      work.change(data, `endpoint: "${vip}"`, `endpoint: "192.168.1.70"`);
    },
    async unharmed({ machines: [machine] }) {
      assert.notEqual((await machine!.execute(["ls", "/etc/rancher/k3s/config.yaml"])).code, 0);
    },
  },
  {
    name: "a token that is not that of the cluster",
    command: ["node", "join", "solo-2"],
    async arrange({ work, machines: [server] }) {
      await work.must("node", "join", "solo-1");
      await server!.execute(["sed", "-i.true", "s/server:.*/server:other/", token]);
    },
    says: /^solo-2: "is a node of the cluster" cannot come true: .*401 Unauthorized; the token that its servers keep is not that of the cluster; compare \/var\/lib\/rancher\/k3s\/server\/token on all of them; look with: ssh root@192\.168\.1\.71 journalctl -u k3s-agent\n$/,
    mend: ({ machines: [server] }) => server!.execute(["mv", `${token}.true`, token]),
    async unharmed({ machines: [server] }) {
      const { out } = await server!.execute(["k3s", "kubectl", "get", "nodes", "-o", "name"]);
      assert.equal(out, "node/solo-1\n");
    },
  },
];

async function requireSameDisk(house: SoloHouse): Promise<void> {
  assert.equal(house.diskSum(), diskBefore);
}
