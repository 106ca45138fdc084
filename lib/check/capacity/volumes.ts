import { readQuantity } from "../../kubernetes/quantity.ts";
import type { Cluster } from "../../model/cluster.ts";
import type { Claimed } from "./claims.ts";
import type { Place } from "./places.ts";

/** A disk, or a store outside of nodes, and how much of it may be promised. */
interface Disk {
  /** Absent outside of nodes. */
  readonly node?: string;
  readonly tags: readonly string[];
  readonly has: number;
}

/** Volumes that share disks, with these. */
export interface Pool {
  readonly name: string;
  readonly disks: readonly Disk[];
  readonly volumes: readonly (Claimed & { readonly place: Place })[];
  /** With all copies. */
  readonly wanted: number;
  readonly has: number;
  /** Why it is too small, as `<what was found>`; undefined where it is not, as far as can be shown. */
  readonly short?: string;
  /** Whether a way to place all copies was found. */
  readonly isPlaced: boolean;
}

/** The pools of a cluster whose size somebody says. */
export function poolsOf(
  claimed: readonly Claimed[],
  cluster: Cluster,
  show: (bytes: number) => string,
): Pool[] {
  const placed = claimed.flatMap((one) => (one.place ? { ...one, place: one.place } : []));
  const pools = Map.groupBy(placed, ({ place }) => place.pool);
  return [...pools].flatMap(([name, volumes]): Pool | [] => {
    const disks = disksFor(volumes[0]!.place, cluster);
    // Where no node has such a disk, it may be one that nobody lists.
    if (!disks || disks.length === 0) return [];
    const wanted = total(volumes);
    const has = disks.reduce((sum, disk) => sum + disk.has, 0);
    const short = shortageOf(volumes, disks, show);
    const isPlaced = short === undefined && pack(volumes, disks);
    return { name, disks, volumes, wanted, has, short, isPlaced };
  });
}

type Volume = Pool["volumes"][number];

function copiesOf({ place: { copies = 1 } }: Volume): number {
  return copies;
}

function total(volumes: readonly Volume[]): number {
  return volumes.reduce((sum, one) => sum + one.size * one.count * copiesOf(one), 0);
}

/** Undefined where nobody says how much there is. */
function disksFor({ disk, outside, share = 1 }: Place, { nodes }: Cluster): Disk[] | undefined {
  if (outside) {
    const has = readQuantity(outside.size);
    return has === undefined ? undefined : [{ tags: [], has }];
  }
  return nodes.flatMap(({ name, disks }): Disk | [] => {
    const found = disk === undefined ? Object.values(disks)[0] : disks[disk];
    const size = readQuantity(found?.size);
    return size === undefined ? [] : { node: name, tags: found?.tags ?? [], has: size * share };
  });
}

function ableFor({ place: { tags = [] } }: Volume, disks: readonly Disk[]): readonly Disk[] {
  return disks.filter((disk) => tags.every((tag) => disk.tags.includes(tag)));
}

/** What is shown to be impossible: a volume larger than disks are, or more than they all have. */
function shortageOf(
  volumes: readonly Volume[],
  disks: readonly Disk[],
  show: (bytes: number) => string,
): string | undefined {
  const reaches = volumes.map((volume) => ({ volume, able: ableFor(volume, disks) }));
  for (const { volume, able: disksOf } of reaches) {
    const copies = copiesOf(volume);
    const able = disksOf.filter(({ has }) => has >= volume.size).length;
    if (able < copies) {
      const wants = `${volume.what} of ${volume.component} claims ${show(volume.size)}`;
      return copies === 1
        ? `${wants}, but no disk has that much to give`
        : `${wants} with ${copies} copies on different nodes, but ${able === 1 ? "1 disk has" : `${able} disks have`} that much to give`;
    }
  }
  for (const { able } of reaches) {
    // Those that lie on no other disk.
    const asked = reaches.filter((one) => one.able.every((disk) => able.includes(disk)));
    const own = asked.map(({ volume }) => volume);
    const wanted = total(own);
    // A disk holds one copy of each volume at most.
    const most = own.reduce((sum, { size, count }) => sum + size * count, 0);
    const has = able.reduce((sum, disk) => sum + Math.min(disk.has, most), 0);
    if (wanted > has)
      return `volumes claim ${show(wanted)}${copiesText(own)}, but ${show(has)} may be promised`;
  }
  return undefined;
}

function copiesText(volumes: readonly Volume[]): string {
  return volumes.some((one) => copiesOf(one) > 1) ? " with all copies" : "";
}

/** The largest first, each copy on the emptiest disk of another node. */
function pack(volumes: readonly Volume[], disks: readonly Disk[]): boolean {
  const rooms = disks.map((disk) => ({ disk, room: disk.has }));
  for (const volume of volumes.toSorted((one, other) => other.size - one.size)) {
    const able = ableFor(volume, disks);
    for (let n = 0; n < volume.count; n++) {
      const chosen = rooms
        .filter(({ disk }) => able.includes(disk))
        .toSorted((one, other) => other.room - one.room)
        .slice(0, copiesOf(volume));
      if (chosen.length < copiesOf(volume) || chosen.some(({ room }) => room < volume.size))
        return false;
      for (const spot of chosen) spot.room -= volume.size;
    }
  }
  return true;
}
