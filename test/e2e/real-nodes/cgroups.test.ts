import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hierarchy } from "./cgroups.ts";
import { makeGroups, readHierarchies, removeLeftOvers } from "./cgroups.ts";

describe("readHierarchies", () => {
  it("finds the place of this process in each hierarchy of version 1", () => {
    const mounts = `25 30 0:22 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755
26 25 0:23 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw,nsdelegate
27 25 0:24 / /sys/fs/cgroup/systemd rw shared:11 - cgroup cgroup rw,xattr,name=systemd
31 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:15 - cgroup cgroup rw,cpu,cpuacct
33 25 0:30 /docker/1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory`;
    const own = `5:memory:/docker/1/run
4:cpu,cpuacct:/user.slice
1:name=systemd:/user.slice/session-1.scope
0::/user.slice/session-1.scope`;

    expect(readHierarchies(mounts, own)).toEqual([
      {
        version: 1,
        options: "none,name=systemd",
        folder: "/sys/fs/cgroup/systemd/user.slice/session-1.scope",
      },
      { version: 1, options: "cpu,cpuacct", folder: "/sys/fs/cgroup/cpu,cpuacct/user.slice" },
      { version: 1, options: "memory", folder: "/sys/fs/cgroup/memory/run" },
    ]);
  });

  it("takes the root of version 2, where nothing is in the way of dividing", () => {
    const mounts = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

    expect(readHierarchies(mounts, "0::/user.slice/session-1.scope")).toEqual([
      { version: 2, options: "", folder: "/sys/fs/cgroup" },
    ]);
  });
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cgroups-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const hierarchy = (version: 1 | 2, options: string): Hierarchy => ({ version, options, folder });

describe("makeGroups", () => {
  it("gives a new group the processors of its parent, and removes it with all below", async () => {
    for (const file of ["cpuset.cpus", "cpuset.mems"]) writeFileSync(join(folder, file), "0-1");
    const groups = makeGroups([hierarchy(1, "cpuset")]);
    const { first, members } = groups;
    const group = join(first[0]!, "..");

    expect(members).toEqual(first);
    expect(readFileSync(join(group, "cpuset.cpus"), "utf8")).toBe("0-1");
    // What these folders hold, the kernel's go without.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) rmSync(join(group, file));
    mkdirSync(join(group, "kubepods", "pod"), { recursive: true });
    await groups.remove();
    expect(existsSync(group)).toBe(false);
  });

  it("moves what runs there into a group below before it divides version 2", () => {
    const groups = makeGroups([hierarchy(2, "")]);
    const { first, members } = groups;
    writeFileSync(first[0]!, "7\n8\n");
    groups.divide();

    const group = join(first[0]!, "..");
    expect(members).toEqual([join(group, "programs", "cgroup.procs")]);
    // The kernel adds what is written; a file keeps the last.
    expect(readFileSync(members[0]!, "utf8")).toBe("8");
    expect(readFileSync(join(group, "cgroup.subtree_control"), "utf8")).toBe(
      "+cpu +cpuset +memory +pids",
    );
  });
});

describe("removeLeftOvers", () => {
  // Elsewhere there are neither groups nor a folder of processes.
  it.runIf(process.platform === "linux")(
    "removes the groups of this run and of those that are gone, and no others",
    async () => {
      const group = (id: number): string => join(folder, `strata-e2e-${id}-1`);
      const gone = 2 ** 22 + 1;
      for (const id of [process.pid, gone, process.ppid])
        mkdirSync(join(group(id), "kubepods"), { recursive: true });
      mkdirSync(join(folder, "user.slice"));
      await removeLeftOvers([hierarchy(1, "memory")]);

      expect(readdirSync(folder).sort()).toEqual([basename(group(process.ppid)), "user.slice"]);
    },
  );
});
