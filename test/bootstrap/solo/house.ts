import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeBlockDisk } from "../hosts/disk.ts";
import type { TestHost } from "../hosts/host.ts";
import { confirm } from "../scenarios/machines.ts";
import { Workspace } from "../scenarios/workspace.ts";
import type { World } from "../world/index.ts";
import { startWorld } from "../world/index.ts";
import { fleet, volumeDisk } from "./fleet.ts";

/** A house with the three computers of the small fleet, each fresh, and an operator's clone that is published. */
export interface SoloHouse {
  readonly world: World;
  readonly work: Workspace;
  /** In the order of the data; the first is the server. */
  readonly machines: readonly TestHost[];
  /** Of all that is on the disk for volumes. */
  readonly diskSum: () => string;
  stop(): void;
}

export const cluster = fleet.clusters[0]!;

/** Starts it in a folder of its own. `isTrusted`: the operator has confirmed the host keys. */
export async function startSoloHouse(
  directory: string,
  say: (line: string) => void,
  isTrusted = true,
): Promise<SoloHouse> {
  mkdirSync(directory);
  const world = await startWorld({ fleet, directory, say: () => {} });
  try {
    const machines = cluster.nodes.map(({ name }) => world.house.host(name));
    const owner = cluster.nodes.find(({ disks }) =>
      Object.values(disks).some(({ device }) => device === volumeDisk),
    )!;
    const disk = join(directory, "volumes.img");
    await addDisk(world.house.host(owner.name), disk);
    const work = new Workspace(directory, world.house.operator, [], {
      ...world.environment,
      STRATA_CHARTS: join(directory, "charts"),
    });
    const data = `export { fleet } from "../test/bootstrap/solo/fleet.ts";\n`;
    writeFileSync(join(work.directory, "clusters/index.ts"), data);
    await work.must("synth");
    const { pathname } = new URL(fleet.repository.url);
    work.commit(join(directory, "git", pathname), fleet.repository.branch);
    await work.must("publish");
    if (isTrusted) for (const { name } of machines) await confirm(work, name);
    say(`a house of ${machines.map(({ name }) => name).join(", ")}, and dist/ on its git server`);
    const diskSum = (): string => createHash("sha1").update(readFileSync(disk)).digest("hex");
    return { world, work, machines, diskSum, stop: () => world.stop() };
  } catch (error) {
    world.stop();
    throw error;
  }
}

/** It finds the disk at its next start. */
async function addDisk(host: TestHost, file: string): Promise<void> {
  host.switchOff();
  host.blockDisks.push(makeBlockDisk(file, 64 * 2 ** 20, "sdb", volumeDisk));
  await host.switchOn();
}
