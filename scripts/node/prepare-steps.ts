import { lookWith } from "../ssh/machine.ts";
import { readRemote, succeeds } from "../ssh/look.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Program, Step } from "../run/step.ts";
import { fileActions } from "../run/step.ts";
import { diskSteps } from "./disk-steps.ts";
import { hasSwap, withoutSwap } from "./fstab.ts";
import { hardenedKernel } from "./hardened.ts";
import type { Target } from "./target.ts";

const modulesFile = "/etc/modules-load.d/strata.conf";
const kernelFile = "/etc/sysctl.d/90-strata.conf";
const multipathFile = "/etc/multipath/conf.d/strata.conf";

/** Watches of files, which log collectors and kubelets run out of with the kernel's own limits. */
const kernel = { "fs.inotify.max_user_instances": 8192, "fs.inotify.max_user_watches": 524_288 };

/** iSCSI and NFS, for volumes. */
const packages = ["open-iscsi", "nfs-common"];
const modules = ["iscsi_tcp", "dm_crypt"];

/** multipathd takes the block devices of volumes for its own. */
const multipath = `blacklist {
  devnode "^sd[a-z0-9]+"
}
`;

/** What a machine is before k3s comes to it. */
export function prepareSteps(ssh: Ssh, target: Target): Step[] {
  return [
    packagesStep(ssh, target),
    modulesStep(ssh, target),
    kernelStep(ssh, target),
    swapStep(ssh, target),
    memoryStep(ssh, target),
    multipathStep(ssh, target),
    ...diskSteps(ssh, target),
  ];
}

function packagesStep(ssh: Ssh, { machine }: Target): Step {
  const apt = (...args: string[]): Program => ({
    on: machine,
    // An update that runs by itself after the start holds the lock for minutes.
    argv: [
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      "-o",
      "DPkg::Lock::Timeout=300",
      ...args,
    ],
    timeoutSeconds: 900,
  });
  return {
    name: `has ${packages.join(" and ")}`,
    host: machine.name,
    async isDone() {
      const argv = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\\n", ...packages];
      const { stdout } = await ssh.try(machine, { argv });
      const isIn = stdout.match(/^installed$/gm)?.length === packages.length;
      return isIn && succeeds(ssh, machine, "systemctl", "is-enabled", "--quiet", "iscsid");
    },
    actions: () => [
      apt("update"),
      apt("install", "--yes", "--no-install-recommends", ...packages),
      { on: machine, argv: ["systemctl", "enable", "--now", "iscsid"] },
    ],
    look: lookWith(machine, "apt-get check"),
  };
}

function modulesStep(ssh: Ssh, { machine }: Target): Step {
  const text = modules.map((module) => `${module}\n`).join("");
  return {
    name: `loads ${modules.join(" and ")}`,
    host: machine.name,
    isDone: async () => (await readRemote(ssh, machine, modulesFile)) === text,
    // The file last: it says that they could be loaded.
    actions: () => [
      { on: machine, argv: ["modprobe", "--all", ...modules] },
      ...fileActions(machine, modulesFile, text),
    ],
    look: lookWith(machine, "journalctl -k"),
  };
}

function kernelStep(ssh: Ssh, { machine, cluster }: Target): Step {
  const isHardened = cluster.kubernetes.profile === "hardened";
  const values = { ...kernel, ...(isHardened ? hardenedKernel : {}) };
  const text = Object.entries(values)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join("");
  return {
    name: "has the kernel's limits set",
    host: machine.name,
    async isDone() {
      if ((await readRemote(ssh, machine, kernelFile)) !== text) return false;
      // Another file, or somebody, may have set them since.
      const argv = ["sysctl", "--values", ...Object.keys(values)];
      const { stdout } = await ssh.try(machine, { argv });
      return (
        stdout ===
        Object.values(values)
          .map((value) => `${value}\n`)
          .join("")
      );
    },
    actions: () => [
      { on: machine, argv: ["sysctl", "--load=-"], input: text },
      ...fileActions(machine, kernelFile, text),
    ],
    look: lookWith(machine, `sysctl --load=${kernelFile}`),
  };
}

/** The kubelet refuses to start beside swap. */
function swapStep(ssh: Ssh, { machine }: Target): Step {
  return {
    name: "has no swap",
    host: machine.name,
    async isDone() {
      const used = await readRemote(ssh, machine, "/proc/swaps");
      const fstab = await readRemote(ssh, machine, "/etc/fstab");
      return used.trim().split("\n").length <= 1 && !fstab.split("\n").some(hasSwap);
    },
    async actions() {
      const fstab = await readRemote(ssh, machine, "/etc/fstab").catch(() => "");
      const isListed = fstab.split("\n").some(hasSwap);
      return [
        ...(isListed ? fileActions(machine, "/etc/fstab", withoutSwap(fstab)) : []),
        { on: machine, argv: ["swapoff", "--all"] },
      ];
    },
    look: lookWith(machine, "swapon --show"),
  };
}

/** Raspberry Pi OS leaves the memory controller off, without which k3s does not start. */
function memoryStep(ssh: Ssh, { machine }: Target): Step {
  const commandLine = "/boot/firmware/cmdline.txt";
  const words = "cgroup_memory=1 cgroup_enable=memory";
  return {
    name: "counts memory by control group",
    host: machine.name,
    async isDone() {
      try {
        const found = await readRemote(ssh, machine, "/sys/fs/cgroup/cgroup.controllers");
        return found.split(/\s+/).includes("memory");
      } catch {
        return false; // It starts again.
      }
    },
    async actions() {
      const text = await readRemote(ssh, machine, commandLine).catch(() => "");
      const isSet = text.includes(words);
      return [
        ...(isSet ? [] : fileActions(machine, commandLine, `${text.trim()} ${words}\n`)),
        { on: machine, argv: ["systemctl", "--no-block", "reboot"] },
      ];
    },
    waitSeconds: 300,
    look: lookWith(machine, `cat /proc/cmdline ${commandLine}`),
  };
}

function multipathStep(ssh: Ssh, { machine }: Target): Step {
  const unread = `${multipathFile}.unread`;
  return {
    name: "keeps multipath away from volumes",
    host: machine.name,
    async isDone() {
      if (!(await succeeds(ssh, machine, "systemctl", "is-active", "--quiet", "multipathd")))
        return true;
      return (await readRemote(ssh, machine, multipathFile)) === multipath;
    },
    actions: () => [
      ...fileActions(machine, unread, multipath),
      // As one command, which goes on to its end over there: who finds the file takes it for read.
      {
        on: machine,
        argv: ["sh", "-c", 'mv -- "$1" "$2" && systemctl restart multipathd'].concat([
          "sh",
          unread,
          multipathFile,
        ]),
      },
    ],
    look: lookWith(machine, "systemctl status multipathd"),
  };
}
