import { readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { snapshot } from "./etcd.ts";
import { fatal, log } from "./log.ts";
import * as paths from "./paths.ts";
import { listSnapshots } from "./server-loops.ts";
import type { Settings } from "./settings.ts";

/** `k3s etcd-snapshot save|ls|delete|prune` (cli/etcd-snapshot). */
export async function runSnapshot(settings: Settings): Promise<void> {
  const [verb = "save", ...names] = settings.words;
  const folder = settings.one("etcd-snapshot-dir") ?? settings.one("dir") ?? paths.snapshotFolder;
  if (verb === "save") {
    const name = `${settings.one("name") ?? "on-demand"}-${hostname()}-${Math.floor(Date.now() / 1000)}`;
    await snapshot(join(folder, name)).catch((error: Error) =>
      fatal(`failed to save snapshot: ${error.message}`),
    );
    log("info", `Snapshot ${name} saved.`);
  } else if (verb === "ls" || verb === "list") {
    console.log("Name Location Size Created");
    for (const name of listSnapshots()) {
      const { size, mtime } = statSync(join(folder, name));
      console.log(`${name} file://${join(folder, name)} ${size} ${mtime.toISOString()}`);
    }
  } else if (verb === "delete") {
    for (const name of names) {
      rmSync(join(folder, basename(name)));
      log("info", `Snapshot ${name} deleted.`);
    }
  } else if (verb === "prune") {
    const kept = Number(
      settings.one("snapshot-retention") ?? settings.one("etcd-snapshot-retention") ?? 5,
    );
    for (const name of listSnapshots().slice(0, -kept)) rmSync(join(folder, name));
  } else fatal(`No help topic for '${verb}'`);
}

/** `k3s secrets-encrypt status` (cli/secrets-encrypt). */
export function secretsStatus(settings: Settings): void {
  if (settings.words[0] !== "status") fatal("the stand-in knows `secrets-encrypt status` alone");
  const { resources } = JSON.parse(
    readFileSync(`${paths.credentials}/encryption-config.json`, "utf8"),
  ) as {
    resources: { providers: { aescbc?: { keys: { name: string }[] } }[] }[];
  };
  const [key] = resources[0]!.providers[0]!.aescbc!.keys;
  console.log(
    `Encryption Status: Enabled\nCurrent Rotation Stage: start\nServer Encryption Hashes: All hashes match\n\nActive  Key Type  Name\n------  --------  ----\n *      AES-CBC   ${key!.name}`,
  );
}

export function runToken(): void {
  fatal(
    "the stand-in has no bootstrap tokens: the one of the cluster is /var/lib/rancher/k3s/server/token",
  );
}
