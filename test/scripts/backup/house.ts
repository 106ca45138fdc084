import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { site as houseSite } from "../../fleets/house/site.ts";
import type { Site } from "../../../lib/model/site.ts";
import { Store } from "../../../scripts/backup/store.ts";
import type { Machine } from "../../../scripts/ssh/machine.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import type { StepRun } from "../../../scripts/run/steps.ts";
import type { S3Server } from "./s3-server.ts";
import { accessKey, region, secretKey, startS3Server } from "./s3-server.ts";

/** Folders that play machines, an S3 server, and an operator who has a key. */
export class House {
  readonly directory = mkdtempSync(join(tmpdir(), "house-"));
  readonly ssh: Ssh;
  readonly s3: S3Server;
  readonly signal = new AbortController().signal;

  private constructor(s3: S3Server) {
    this.s3 = s3;
    this.ssh = new FolderSsh(this.directory);
    const key = ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(this.directory, "key")];
    spawnSync("ssh-keygen", key);
    process.env["STRATA_AGE_IDENTITY"] = join(this.directory, "key");
  }

  static async build(): Promise<House> {
    return new House(await startS3Server());
  }

  get site(): Site {
    const recipients = [readFileSync(join(this.directory, "key.pub"), "utf8").trim()];
    const backups = { endpoint: this.s3.endpoint, region, bucket: "backups", keepDays: 30 };
    return { ...houseSite, backups: { ...backups, recipients } };
  }

  get store(): Store {
    const keys = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
    return new Store(this.site, this.signal, keys);
  }

  get run(): StepRun {
    const report = { isJson: false, isVerbose: false, event() {}, print() {} };
    return { ssh: this.ssh, report, isDryRun: false, signal: this.signal, pollSeconds: 0.05 };
  }

  /** A file of a machine, by its path there. */
  path(machine: string, path: string): string {
    return join(this.directory, machine, path);
  }

  write(machine: string, path: string, text: string): void {
    mkdirSync(dirname(this.path(machine, path)), { recursive: true });
    writeFileSync(this.path(machine, path), text);
  }

  read(machine: string, path: string): string {
    return readFileSync(this.path(machine, path), "utf8");
  }

  /** A program of a machine: `$root` is its folder, `$calls` a file where calls are written down. */
  program(machine: string, name: string, script: string): void {
    const root = join(this.directory, machine);
    const head = `#!/bin/sh\nset -eu\nroot=${root}\necho "${name} $*" >> ${root}/calls\n`;
    this.write(machine, `usr/local/bin/${name}`, `${head}${script}\n`);
    chmodSync(this.path(machine, `usr/local/bin/${name}`), 0o755);
  }

  calls(machine: string): string[] {
    const text = this.read(machine, "calls");
    return text.trim().replaceAll(join(this.directory, machine), "").split("\n");
  }

  tearDown(): void {
    delete process.env["STRATA_AGE_IDENTITY"];
    this.s3.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Runs programs for a machine in its folder: absolute paths are below it. */
class FolderSsh extends Ssh {
  readonly #directory: string;

  constructor(directory: string) {
    super({ knownHosts: "", sockets: directory });
    this.#directory = directory;
  }

  override argv({ name }: Machine, argv: readonly string[]): string[] {
    const root = join(this.#directory, name);
    const inside = argv.map((word) => word.replace(/(^|=)\/(?=usr|var|etc|$)/, `$1${root}/`));
    return ["env", `PATH=${root}/usr/local/bin:${process.env["PATH"]}`, ...inside];
  }
}
