import { existsSync, renameSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fatal, log } from "./log.ts";
import { database } from "./paths.ts";
import { startPart } from "./processes.ts";

export interface Member {
  readonly ID: string;
  /** Empty until it has started. */
  readonly name?: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs?: readonly string[];
  /** It has no vote, and answers nobody, until it is promoted. */
  readonly isLearner?: boolean;
}

/** Asks etcd over its JSON gateway. */
export function ask<Answer>(
  base: string,
  path: string,
  body: object,
  seconds = 10,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${base}${path}`,
      { method: "POST", timeout: seconds * 1000 },
      (response) => {
        let text = "";
        response.on("data", (part) => (text += part.toString()));
        response.on("end", () =>
          response.statusCode === 200
            ? resolve(JSON.parse(text) as Answer)
            : reject(new Error(text.trim())),
        );
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("timeout")));
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

export const local = "http://127.0.0.1:2379";

export async function members(base = local): Promise<readonly Member[]> {
  return (await ask<{ members: Member[] }>(base, "/v3/cluster/member/list", {})).members;
}

export function hasDatabase(): boolean {
  return existsSync(`${database}/member`);
}

/** Stands where etcd was told by the others that it is no member any more. */
const tombstone = `${database}/tombstone`;

/** k3s (pkg/daemons/executor/etcd.go) stays up without an etcd then, and asks to be started again. */
function isRemoved(words: string): boolean {
  if (!words.includes("permanently removed")) return false;
  writeFileSync(tombstone, "", { mode: 0o600 });
  log(
    "info",
    "this node has been removed from the cluster please restart k3s to rejoin the cluster",
  );
  return true;
}

/** What k3s does first when it is started again: with another database it may join as a new member. */
export function setAsideRemoved(): void {
  if (!existsSync(tombstone)) return;
  log("info", "tombstone file has been detected, removing data dir to rejoin the cluster");
  renameSync(database, `${database}-old-${Math.floor(Date.now() / 1000)}`);
}

interface EtcdOptions {
  readonly name: string;
  readonly address: string;
  /** A server that is in the cluster already. */
  readonly joins?: string;
  readonly isReset?: boolean;
}

/** Starts this server's etcd: what it has on disk counts before all else, as in k3s (datastore/ha-embedded). */
export async function startEtcd({ name, address, joins, isReset }: EtcdOptions): Promise<void> {
  const peer = `http://${address}:2380`;
  let initial = `${name}=${peer}`;
  if (!hasDatabase() && joins) initial = await join(joins, name, peer);
  const args = [
    `--name=${name}`,
    `--data-dir=${database}`,
    `--listen-client-urls=${local},http://${address}:2379`,
    `--advertise-client-urls=http://${address}:2379`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=${initial}`,
    `--initial-cluster-state=${joins ? "existing" : "new"}`,
    "--heartbeat-interval=500",
    "--election-timeout=5000",
    "--unsafe-no-fsync",
    "--log-level=warn",
    ...(isReset ? ["--force-new-cluster"] : []),
  ];
  startPart("etcd", args, isRemoved);
  const end = Date.now() + 120_000;
  for (;;) {
    try {
      // A read that needs a leader.
      await ask(local, "/v3/kv/range", { key: Buffer.from("health").toString("base64") });
      return;
    } catch (error) {
      if (Date.now() > end) fatal(`etcd is not healthy: ${(error as Error).message}`);
      await sleep(200);
    }
  }
}

/**
 * Becomes a member of the cluster, without a vote at first: one that never comes leaves the others their quorum. One that
 * was cut off after it had asked goes on from there.
 */
async function join(host: string, name: string, peer: string): Promise<string> {
  const base = `http://${host}:2379`;
  const known = await members(base);
  const node = name.replace(/-[0-9a-f]{8}$/, "");
  const same = known.find(
    (one) => one.name?.replace(/-[0-9a-f]{8}$/, "") === node && one.name !== "",
  );
  if (same)
    fatal(
      "etcd cluster join failed: duplicate node name found, please choose a unique name for this node",
    );
  const own = known.find(({ peerURLs }) => peerURLs.includes(peer));
  let all = known;
  if (!own) {
    log("info", `Adding member ${name}=${peer} to etcd cluster`);
    all = await addLearner(base, peer);
  }
  return all
    .map((one) => `${one.peerURLs.includes(peer) ? name : one.name}=${one.peerURLs[0]}`)
    .join(",");
}

async function addLearner(base: string, peer: string): Promise<readonly Member[]> {
  const path = "/v3/cluster/member/add";
  for (;;) {
    try {
      const asked = { peerURLs: [peer], isLearner: true };
      return (await ask<{ members: Member[] }>(base, path, asked)).members;
    } catch (error) {
      if (!(error as Error).message.includes("too many learner members")) throw error;
      log("info", "Waiting for other members to finish joining etcd cluster");
      await sleep(1000);
    }
  }
}

/** Writes a snapshot with etcd's own checksum at its end. */
export async function snapshot(file: string): Promise<void> {
  const parts: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const sent = request(`${local}/v3/maintenance/snapshot`, { method: "POST" }, (response) => {
      let rest = "";
      response.on("data", (part) => {
        const lines = (rest + part.toString()).split("\n");
        rest = lines.pop()!;
        for (const line of lines) take(line);
      });
      response.on("end", () => {
        take(rest);
        resolve();
      });
    });
    const take = (line: string): void => {
      if (line.trim() === "") return;
      const { result } = JSON.parse(line) as { result?: { blob?: string } };
      if (result?.blob) parts.push(Buffer.from(result.blob, "base64"));
    };
    sent.on("error", reject);
    sent.end("{}");
  });
  writeFileSync(file, Buffer.concat(parts), { mode: 0o600 });
}
