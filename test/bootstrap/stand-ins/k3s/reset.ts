import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readSnapshot } from "./bolt.ts";
import type { Entry } from "./bolt.ts";
import { bootstrapPrefix, decryptBootstrap } from "./bootstrap-data.ts";
import { parseToken, writeBootstrap } from "./certificates.ts";
import { ask, local, startEtcd } from "./etcd.ts";
import { fatal, log } from "./log.ts";
import * as paths from "./paths.ts";

/** Stands from a reset until k3s is started as usual. */
const resetFlag = `${paths.server}/db/reset-flag`;

export function forgetReset(): void {
  rmSync(resetFlag, { force: true });
}

interface ResetOptions {
  readonly name: string;
  readonly address: string;
  /** Of the cluster that the snapshot is of; that of this machine's disk when it is empty. */
  readonly token: string;
  /** Snapshot to restore. */
  readonly file?: string;
}

/**
 * `k3s server --cluster-reset`: this server's etcd becomes a cluster of one. With a snapshot its keys and values come
 * from there, into an etcd that begins anew: revisions are others than they were.
 */
export async function resetCluster({ name, address, token, file }: ResetOptions): Promise<never> {
  if (existsSync(resetFlag))
    fatal(
      `starting kubernetes: preparing server: start managed database: cluster-reset was successfully performed, please remove the cluster-reset flag and start k3s normally, if you need to perform another cluster reset, you must first manually delete the ${resetFlag} file`,
    );
  const entries = file === undefined ? [] : read(file);
  if (file !== undefined) {
    restoreBootstrap(entries, token);
    if (existsSync(paths.database)) {
      const old = `${paths.database}-old-${Math.floor(Date.now() / 1000)}`;
      renameSync(paths.database, old);
      log("info", `Restoring etcd snapshot ${file}; the database before is in ${old}`);
    }
  }
  await startEtcd({ name, address, isReset: file === undefined });
  for (let i = 0; i < entries.length; i += 20) {
    const puts = entries.slice(i, i + 20).map(({ key, value }) => {
      const pair = { key: key.toString("base64"), value: value.toString("base64") };
      return ask(local, "/v3/kv/put", pair);
    });
    await Promise.all(puts);
  }
  writeFileSync(resetFlag, "");
  log(
    "info",
    "Managed etcd cluster membership has been reset, restart without --cluster-reset flag now. Backup and delete ${datadir}/server/db on each peer etcd server and rejoin the nodes",
  );
  process.exit(0);
}

/** The last 32 bytes of a snapshot are the checksum of all before them. */
function read(file: string): Entry[] {
  if (!existsSync(file))
    fatal(
      `starting kubernetes: preparing server: start managed database: failed to stat snapshot ${file}: stat ${file}: no such file or directory`,
    );
  const whole = readFileSync(file);
  const [content, sum] = [whole.subarray(0, -32), whole.subarray(-32)];
  if (!createHash("sha256").update(content).digest().equals(sum))
    fatal(
      `starting kubernetes: preparing server: start managed database: expected sha256 ${[...sum].join(" ")}, got another`,
    );
  return readSnapshot(content);
}

function restoreBootstrap(entries: readonly Entry[], token: string): void {
  const own = `${paths.credentials}/passwd`;
  const password =
    parseToken(token)?.password ?? (existsSync(own) ? readFileSync(own, "utf8") : "");
  const kept = entries.find(({ key }) => key.toString().startsWith(bootstrapPrefix));
  const bootstrap = kept && decryptBootstrap(kept.value.toString(), password);
  if (!bootstrap)
    fatal(
      "starting kubernetes: preparing server: failed to bootstrap cluster data: bootstrap data already found and encrypted with different token",
    );
  writeBootstrap(bootstrap);
}
