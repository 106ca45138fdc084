import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { site as houseSite } from "../../fleets/house/site.ts";
import type { Site } from "../../../lib/model/site.ts";
import { isOnPath } from "../../e2e/prerequisites.ts";
import { Store } from "../../../scripts/backup/store.ts";
import type { S3Server } from "./s3-server.ts";
import { accessKey, region, secretKey, startS3Server } from "./s3-server.ts";

const { signal } = new AbortController();
const day = 86_400_000;
let server: S3Server;
let directory: string;
let recipient: string;
const identity = (): string => join(directory, "identity");

beforeEach(async () => {
  server = await startS3Server();
  directory = mkdtempSync(join(tmpdir(), "backup-"));
  const args = ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", identity()];
  spawnSync("ssh-keygen", args);
  recipient = readFileSync(`${identity()}.pub`, "utf8").trim();
});

afterEach(() => {
  server.stop();
  rmSync(directory, { recursive: true });
});

function siteWith(recipients: readonly string[]): Site {
  const backups = {
    endpoint: server.endpoint,
    region,
    bucket: "backups",
    keepDays: 30,
    recipients,
  };
  return { ...houseSite, backups };
}

function store(keys = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey }): Store {
  return new Store(siteWith([recipient]), signal, keys);
}

const words = { host: "here", argv: ["printf", "every secret of the cluster"] };

describe.runIf(isOnPath("age"))("Store", () => {
  it("seals, uploads, reads back, and opens for who has the key", async () => {
    const saved = await store().save("etcd/home", [words], new Date("2026-11-21T15:04:05Z"));

    expect(saved.key).toBe("etcd/home/2026-11-21T150405Z.age");
    const { body } = server.objects.get(saved.key)!;
    expect(saved.bytes).toBe(body.length);
    expect(body.toString("latin1")).not.toContain("secret of the cluster");
    const opened = await store().open(saved.key, { host: "here", argv: ["cat"] }, identity());
    expect(opened).toBe("every secret of the cluster");
  });

  it("is opened by nobody else", async () => {
    const { key } = await store().save("etcd/home", [words]);
    const other = join(directory, "other");
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", other]);

    const reader = { host: "here", argv: ["cat"] };
    await expect(store().open(key, reader, other)).rejects.toThrow("no identity matched");
    await expect(store().open(key, reader, "")).rejects.toThrow();
  });

  it("leaves nothing when the source fails", async () => {
    const broken = {
      host: "mgmt-cp-01",
      argv: ["sh", "-c", "echo half; echo no disk >&2; exit 3"],
    };

    await expect(store().save("etcd/home", [broken])).rejects.toThrow(
      `mgmt-cp-01: "sh -c echo half; echo no disk >&2; exit 3" ended with code 3: no disk; correct that and run this again`,
    );
    expect(server.objects.size).toBe(0);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("strata-backup-"))).toEqual([]);
  });

  it("lists over several pages, and keeps the newest however old it is", async () => {
    const at = (days: number): Date => new Date(Date.now() - days * day);
    for (const days of [50, 40, 35, 20])
      server.objects.set(`vault/site/${days}.age`, { body: Buffer.from("x"), at: at(days) });
    server.objects.set("vault/other/60.age", { body: Buffer.from("x"), at: at(60) });

    expect((await store().newest("vault/site")).key).toBe("vault/site/20.age");
    expect((await store().newest("vault/site", at(36).toISOString())).key).toBe(
      "vault/site/40.age",
    );
    expect(await store().prune("vault/site")).toEqual(
      ["50", "40", "35"].map((days) => `vault/site/${days}.age`),
    );
    expect(await store().prune("vault/other")).toEqual([]);
    expect([...server.objects.keys()]).toEqual(["vault/site/20.age", "vault/other/60.age"]);
  });

  it("says which program is missing", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = directory;
    try {
      await expect(store().save("etcd/home", [words])).rejects.toThrow(
        "here: printf is not on the PATH; see: npm run doctor",
      );
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("says what S3 refuses", async () => {
    const keys = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: "wrong" };
    await expect(store(keys).bucket.list("")).rejects.toThrow(
      `${server.endpoint}/backups: SignatureDoesNotMatch, answered 403; check backups in clusters/site.ts, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  });

  it("says that nothing is there", async () => {
    await expect(store().newest("etcd/home")).rejects.toThrow(
      "etcd/home: has no backup; see what there is with: npm run backup -- list",
    );
    await expect(store().newest("etcd/home", "yesterday")).rejects.toThrow(
      `--at: "yesterday" is no time; write it as 2026-11-21T15:00:00Z`,
    );
  });

  it("notices a store that does not keep what it was given", async () => {
    const saving = store();
    const put = saving.bucket.put.bind(saving.bucket);
    saving.bucket.put = async (key, file) => {
      await put(key, file);
      server.objects.get(key)!.body = Buffer.from("rotten");
    };
    await expect(saving.save("etcd/home", [words])).rejects.toThrow(
      "is not what was uploaded when it is read back; check the disks behind it",
    );
  });
});

describe.runIf(isOnPath("gpg"))("a store for keys of gpg", () => {
  it("is opened by gpg", async () => {
    const home = mkdtempSync("/tmp/gpg-");
    const gpg = (...args: readonly string[]) =>
      spawnSync("gpg", ["--homedir", home, "--batch", ...args], { encoding: "utf8" });
    gpg("--passphrase", "", "--quick-generate-key", "backup@test", "default", "default", "never");
    const keys = gpg("--list-keys", "--with-colons").stdout;
    const fingerprint = /^fpr:+(\w+):/m.exec(keys)![1]!;
    process.env["GNUPGHOME"] = home;
    try {
      const credentials = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
      const sealed = new Store(siteWith([fingerprint]), signal, credentials);
      const { key } = await sealed.save("vault/site", [words]);
      expect(key).toMatch(/\.gpg$/);
      expect(await sealed.open(key, { host: "here", argv: ["cat"] })).toBe(
        "every secret of the cluster",
      );
    } finally {
      delete process.env["GNUPGHOME"];
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe("a site's backups", () => {
  it("need keys of the bucket", () => {
    expect(() => new Store(siteWith([recipient]), signal, {})).toThrow(
      "backup: needs the keys of bucket backups; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    );
  });

  it("need somebody who can read them, by keys of one kind", () => {
    const keys = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
    expect(() => new Store(siteWith([]), signal, keys)).toThrow(
      "site: has nobody who could read its backups; name a public key in backups.recipients in clusters/site.ts",
    );
    const ssh = { user: "root", publicKeys: [recipient] };
    expect(() => new Store({ ...siteWith([]), ssh }, signal, keys)).toThrow("has nobody who");
    expect(() => new Store(siteWith(["age1qq", "0123ABCD"]), signal, keys)).toThrow(
      `site: backups.recipients has "age1qq" beside keys of gpg; use keys of one kind`,
    );
  });
});
