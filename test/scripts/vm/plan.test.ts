import { describe, expect, it } from "vitest";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { virtualMachines } from "../../../scripts/vm/machine.ts";
import { losesData, planLines, planMachine, requirePossible } from "../../../scripts/vm/plan.ts";
import { parseConfig, settingArguments, settingsOf } from "../../../scripts/vm/settings.ts";
import { targetsOf } from "../../../scripts/vm/targets.ts";
import { fleetOf } from "../../support/fleet.ts";

const base = fleetOf();
const proxmox = {
  bridge: "vmbr0",
  files: "local",
  template: {
    id: 9000,
    pool: "fast",
    image: { url: "https://images.example/debian.qcow2", sums: "https://images.example/SUMS" },
  },
};
const site = {
  ...base.site,
  ssh: {
    user: "ops",
    publicKeys: ["ssh-ed25519 AAAA one@example", "ssh-ed25519 BBBB two@example"],
  },
  networks: { lan: { ...base.site.networks["lan"]!, vlan: 30 } },
  hosts: { rack: { ...base.site.hosts["rack"]!, proxmox } },
};

function fleetWith(disks: Node["disks"], more: object = {}): Fleet {
  const cluster = base.clusters[0]!;
  const node = { ...cluster.nodes[0]!, host: "rack", cpu: 4, memory: "8Gi", disks, ...more };
  return { ...base, site, clusters: [{ ...cluster, site, nodes: [node] }] };
}

const disks = { os: { size: "50Gi", pool: "fast" }, data: { size: "300Gi", pool: "slow" } };
const machineOf = (fleet: Fleet) => virtualMachines(fleet).find(({ name }) => name === "home-1")!;
const machine = machineOf(fleetWith(disks));

/** As `qm config` prints a machine that is as the data says. */
const config = `agent: enabled=1
balloon: 0
boot: order=scsi0
cicustom: vendor=local:snippets/strata.yaml
ciuser: ops
cores: 4
cpu: host
ide2: fast:vm-100010-cloudinit,media=cdrom
ipconfig0: ip=10.0.0.10/24,gw=10.0.0.1
memory: 8192
meta: creation-qemu=9.2.0,ctime=1790000000
name: home-1
nameserver: 10.0.0.3
net0: virtio=BC:24:11:AA:BB:CC,bridge=vmbr0,tag=30
onboot: 1
scsi0: fast:vm-100010-disk-0,discard=on,iothread=1,size=50G
scsi1: slow:vm-100010-disk-1,discard=on,iothread=1,size=300G
sshkeys: ssh-ed25519%20AAAA%20one%40example%0Assh-ed25519%20BBBB%20two%40example%0A
tags: strata
`;

const found = (text: string, isRunning = true) => ({ config: parseConfig(text), isRunning });

describe("a virtual machine", () => {
  it("has a number made of its address, or its own", () => {
    expect(machine.id).toBe(100_010);
    expect(machineOf(fleetWith(disks, { vmId: 777 })).id).toBe(777);
    expect(machineOf(fleetWith(disks, { address: "10.0.0.255" })).id).toBe(100_255);
  });

  it("is set as the data says", () => {
    expect(settingsOf(machine)).toEqual({
      name: "home-1",
      tags: "strata",
      cores: "4",
      memory: "8192",
      balloon: "0",
      cpu: "host",
      onboot: "1",
      agent: "enabled=1",
      net0: "virtio,bridge=vmbr0,tag=30",
      ipconfig0: "ip=10.0.0.10/24,gw=10.0.0.1",
      nameserver: "10.0.0.3",
      ciuser: "ops",
      sshkeys: "ssh-ed25519 AAAA one@example\nssh-ed25519 BBBB two@example",
      cicustom: "vendor=local:snippets/strata.yaml",
    });
    expect(settingsOf(machineOf(fleetWith(disks, { cpuAffinity: "0-3,8" })))["affinity"]).toBe(
      "0-3,8",
    );
  });

  it("without a storage pool for its disk is refused", () => {
    expect(() => machineOf(fleetWith({ os: { size: "50Gi" } }))).toThrow(
      "home-1: disk os has no storage pool, and the machine is virtual; name one of its host\n",
    );
  });
});

describe("the plan", () => {
  it("is empty for a machine as the data says, whatever Proxmox adds to it", () => {
    expect(planLines(planMachine(machine, found(config)))).toEqual([]);
  });

  it("of a machine that is not there names what is made", () => {
    expect(planLines(planMachine(machine, undefined))).toEqual([
      "+ home-1 (100010 on rack)",
      "  + 4 CPUs, 8192 MiB of memory, 10.0.0.10",
      "  + disk os: 50 GiB in fast",
      "  + disk data: 300 GiB in slow",
    ]);
  });

  it("changes only what differs", () => {
    const other = config
      .replace("cores: 4", "cores: 2")
      .replace("tag=30", "tag=31")
      .replace("onboot: 1\n", "")
      .replace("size=50G", "size=3584M")
      .replace(/scsi1: .*\n/, "");
    const plan = planMachine(machine, found(other, false));
    expect(planLines(plan)).toEqual([
      "~ home-1 (100010 on rack)",
      "  ~ cores: 2 -> 4",
      "  ~ onboot: not set -> 1",
      "  ~ net0: virtio=BC:24:11:AA:BB:CC,bridge=vmbr0,tag=31 -> virtio,bridge=vmbr0,tag=30",
      "  ~ disk os: 3.5 -> 50 GiB",
      "  + disk data: 300 GiB in slow",
      "  ~ start it",
    ]);
    expect(settingArguments(plan.settings)).toEqual([
      "--cores",
      "4",
      "--onboot",
      "1",
      "--net0",
      "virtio,bridge=vmbr0,tag=30",
    ]);
    expect(losesData(plan)).toBe(false);
  });

  it("gives keys through standard input", () => {
    const plan = planMachine(machine, found(config.replace("AAAA", "CCCC")));
    expect(settingArguments(plan.settings)).toEqual(["--sshkeys", "/dev/stdin"]);
  });

  it("says that a smaller disk is lost", () => {
    const plan = planMachine(machine, found(config.replace("size=300G", "size=400G")));
    expect(planLines(plan)).toEqual([
      "~ home-1 (100010 on rack)",
      "  - disk data: 400 -> 300 GiB: what is on it is LOST",
    ]);
    expect(losesData(plan)).toBe(true);
    requirePossible(plan);
  });

  it.each([
    [
      "a smaller disk of the operating system",
      ["size=50G", "size=60G"],
      "home-1: disk os has 60 GiB, the data says 50, and the operating system is on it; correct the size, or make the machine anew: npm run vm -- destroy home-1\n",
    ],
    [
      "a disk in another pool",
      ["scsi1: slow:", "scsi1: old:"],
      "home-1: disk data is in pool old, the data says slow; move it with: qm disk move 100010 scsi1 slow --delete 1\n",
    ],
  ] as const)("refuses %s", (_, [from, to], message) => {
    const plan = planMachine(machine, found(config.replace(from, to)));
    expect(() => requirePossible(plan)).toThrow(message);
  });

  it("refuses another machine's number", () => {
    expect(() => planMachine(machine, found("name: nextcloud\n"))).toThrow(
      'home-1: number 100010 on rack is "nextcloud"; give home-1 another vmId in clusters/, or remove that one\n',
    );
  });
});

describe("a target", () => {
  const fleet = fleetWith(disks);
  const names = (word: string) => targetsOf(fleet, word).map(({ name }) => name);

  it("is a cluster, a machine, or those beside the clusters", () => {
    expect(names("home")).toEqual(["home-1"]);
    expect(names("home-1")).toEqual(["home-1"]);
    expect(names("infra")).toEqual(["git"]);
  });

  it("that nothing is called is named with what is near", () => {
    expect(() => names("hom")).toThrow(
      'vm: "hom" is no cluster or virtual machine; did you mean "home"?\n',
    );
  });

  it("beside the clusters, where there is none, is told", () => {
    expect(() => targetsOf({ ...fleet, site: { ...fleet.site, machines: {} } }, "infra")).toThrow(
      "infra: none of the site's machines is virtual, on a host that they can be made on; name a cluster, or add the machine to clusters/site.ts\n",
    );
  });

  it("without virtual machines says how such machines are made", () => {
    expect(() => targetsOf(base, "home")).toThrow(
      "home: has no virtual machine on a host that the site's data can make them on; install such machines by hand, then: npm run node -- prepare\n",
    );
  });
});
