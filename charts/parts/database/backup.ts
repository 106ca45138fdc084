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
  /** Makes the database what that file has. */
  readonly restore: string;
}

/** Of its container, while it restores: the newest dump, or the newest that is not younger than this moment. */
export const restoreVariable = "RESTORE";

/** A dump is whole or not there, and old ones go only after a new one has come. */
export function backUp(
  scope: Scope,
  database: Database,
  { schedule, timeZone, size, storageClass, keepDays = 7 }: Backup,
  { image, user, dump, restore }: Dumping,
): void {
  const script = `set -eu
if [ -z "\${${restoreVariable}:-}" ]; then
file=/backup/\`date +%Y-%m-%d-%H%M\`.part
${dump}
mv "$file" "\${file%.part}.dump"
find /backup -name '*.dump' -mtime +${keepDays} -exec rm {} +
else
file=
for one in /backup/*.dump; do
[ "$one" \\> "/backup/$${restoreVariable}.dump" ] || file=$one
done
[ -f "$file" ] || { echo "no dump until $${restoreVariable}" >&2; exit 1; }
${restore}
echo "restored $file"
fi`;
  cronJob(scope, {
    name: `${database.name}-backup`,
    image,
    user,
    schedule,
    timeZone,
    command: ["sh", "-c", script],
    databases: [database],
    volumes: { dumps: { path: "/backup", size, storageClass } },
    requests: { cpu: "50m", memory: "64Mi" },
    limits: { memory: "256Mi" },
  });
}
