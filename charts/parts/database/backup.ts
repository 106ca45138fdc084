import type { Scope } from "../../../lib/model/scope.ts";
import type { Database } from "../app/database.ts";
import { cronJob } from "../app/job.ts";

/** Dumps on a volume of their own, by a schedule. */
export interface Backup {
  /** In the format of cron. */
  readonly schedule: string;
  /** As `Europe/Brussels`. @default that of the cluster's controllers, most often UTC */
  readonly timeZone?: string;
  /** Of the volume, a Kubernetes quantity. */
  readonly size: string;
  /** @default the cluster's default class */
  readonly storageClass?: string;
  /** @default 7 */
  readonly keepDays?: number;
}

interface Dumping {
  readonly image: string;
  readonly user: number;
  /** Writes the file that it is given as `$file`. */
  readonly dump: string;
}

/** A dump is whole or not there, and old ones go only after a new one has come. */
export function backUp(
  scope: Scope,
  database: Database,
  { schedule, timeZone, size, storageClass, keepDays = 7 }: Backup,
  { image, user, dump }: Dumping,
): void {
  const script = [
    "set -eu",
    "file=/backup/`date +%Y-%m-%d-%H%M`.part",
    dump,
    'mv "$file" "${file%.part}.dump"',
    `find /backup -name '*.dump' -mtime +${keepDays} -delete`,
  ];
  cronJob(scope, {
    name: `${database.name}-backup`,
    image,
    user,
    schedule,
    timeZone,
    command: ["sh", "-c", script.join("\n")],
    databases: [database],
    volumes: { dumps: { path: "/backup", size, storageClass } },
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { memory: "256Mi" },
  });
}
