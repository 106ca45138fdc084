import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runId } from "../namespace.ts";

/** A tree of control groups as it is mounted on this computer: one for each controller, or one for all (version 2). */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** The options to mount it with, such as "cpu,cpuacct" or "none,name=systemd"; none of version 2. */
  readonly options: string;
  /** The folder below which groups of this run go. */
  readonly folder: string;
}

/** The control groups of one node, one in each hierarchy. */
export interface NodeGroups {
  readonly hierarchies: readonly Hierarchy[];
  /** Files that take the process ids of what is to run there, once groups can be made below. */
  readonly members: readonly string[];
  /** The same for the process that makes the namespace in which these groups are the topmost. */
  readonly first: readonly string[];
  /** To be called once that runs: no process may stay where groups are divided on (version 2). */
  divide(): void;
  /** Waits until what ran there is gone. */
  remove(): Promise<void>;
}

const needed = ["cpu", "cpuset", "memory", "pids"];
const prefix = "strata-e2e-";

/** What keeps this computer from dividing its memory and processors among containers; nothing when it can. */
export function cgroupRefusal(hierarchies = readHierarchies()): string | undefined {
  if (process.getuid?.() !== 0) return "control groups of its own; run it as root";
  const all = hierarchies.flatMap(({ version, options, folder }) =>
    version === 1 ? options.split(",") : read(join(folder, "cgroup.controllers")).split(" "),
  );
  const found = new Set(all);
  const missing = needed.filter((controller) => !found.has(controller));
  if (missing.length > 0) return `the cgroup controllers ${missing.join(", ")}`;
  try {
    for (const { folder } of hierarchies) rmdirSync(mkdtempSync(join(folder, prefix)));
  } catch (error) {
    return `control groups of its own, which it cannot make: ${(error as Error).message}`;
  }
  return undefined;
}

/** Those that kubelet and runc use. A computer with both versions has its controllers in version 1. */
export function readHierarchies(
  mounts = read("/proc/self/mountinfo"),
  own = read("/proc/self/cgroup"),
): readonly Hierarchy[] {
  const paths = new Map(
    own.split("\n").map((line) => [line.split(":")[1] ?? "", line.replace(/^[^:]*:[^:]*:/, "")]),
  );
  const all = mounts.split("\n").flatMap((line): Hierarchy[] => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root = "/", point = ""] = before.split(" ");
    const [type, , super_ = ""] = after.split(" ");
    // Below the root of version 2, not below this process: where processes are, nothing can be divided.
    if (type === "cgroup2") return [{ version: 2, options: "", folder: point }];
    if (type !== "cgroup") return [];
    const flags = super_.split(",");
    const isOf = (key: string): boolean =>
      key !== "" && key.split(",").every((part) => flags.includes(part));
    const [key, path] = [...paths].find(([one]) => isOf(one)) ?? [];
    if (key === undefined || path === undefined) return [];
    const options = key.startsWith("name=") ? `none,${key}` : key;
    return [{ version: 1, options, folder: join(point, relative(root, path)) }];
  });
  const first = all.filter(({ version }) => version === 1);
  const hasMemory = first.some(({ options }) => options.split(",").includes("memory"));
  return hasMemory ? first : all.filter(({ version }) => version === 2);
}

/** Makes the groups of a node of this run. */
export function makeGroups(hierarchies = readHierarchies()): NodeGroups {
  const name = `${prefix}${runId()}-${randomBytes(4).toString("hex")}`;
  const folders = hierarchies.map((hierarchy) => makeGroup(hierarchy, name));
  const isSecond = hierarchies.some(({ version }) => version === 2);
  const first = folders.map((folder) => join(folder, "cgroup.procs"));
  const leaves = folders.map((folder) => join(folder, "programs", "cgroup.procs"));
  return {
    hierarchies,
    first,
    members: isSecond ? leaves : first,
    divide() {
      for (const [i, folder] of isSecond ? folders.entries() : []) {
        for (const id of read(first[i]!).split("\n")) writeFileSync(leaves[i]!, id);
        const controllers = needed.map((controller) => `+${controller}`).join(" ");
        writeFileSync(join(folder, "cgroup.subtree_control"), controllers);
      }
    },
    remove: () => removeAll(folders),
  };
}

function makeGroup({ version, options, folder: parent }: Hierarchy, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  if (version === 2) mkdirSync(join(folder, "programs"));
  // A new group has neither, and takes no process without.
  for (const file of options.split(",").includes("cpuset") ? ["cpuset.cpus", "cpuset.mems"] : [])
    writeFileSync(join(folder, file), readFileSync(join(parent, file)));
  return folder;
}

/**
 * Removes the groups of this run and of others that are gone: one that is killed cannot. To be called where its
 * processes can be seen, before it and after.
 */
export async function removeLeftOvers(hierarchies = readHierarchies()): Promise<void> {
  const folders = hierarchies.flatMap(({ folder }) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(prefix) && !isOfOthers(name))
      .map((name) => join(folder, name)),
  );
  await removeAll(folders);
}

/** Whether the run that made it goes on, and is not this one. */
function isOfOthers(name: string): boolean {
  const [id = ""] = name.slice(prefix.length).split("-");
  return id !== runId() && existsSync(`/proc/${id}`);
}

async function removeAll(folders: readonly string[]): Promise<void> {
  const areGone = (): boolean => folders.map(removeTree).every(Boolean);
  for (let tries = 0; !areGone() && tries < 100; tries += 1) await sleep(100);
}

/** Whether nothing of it is left. */
function removeTree(folder: string): boolean {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
    const areGone = inner.map(({ name }) => removeTree(join(folder, name)));
    if (areGone.includes(false)) return false;
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
