import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A key of gpg that somebody signs with. */
export interface Signer {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Of what signs, the same or a subkey's. */
  readonly signing: string;
  /** The public key, armored. */
  readonly text: string;
}

/** Whether the keyring of a directory has a key. */
export async function hasKey(home: string, id: string): Promise<boolean> {
  return run("gpg", ["--homedir", home, "--batch", "--list-keys", id]).then(
    () => true,
    () => false,
  );
}

/** People with keys, in a keyring of their own. */
export class Signers {
  /** A program that is gpg with that keyring, for git. */
  readonly program: string;
  readonly #home: string;

  constructor(directory: string) {
    this.#home = join(directory, "gnupg");
    mkdirSync(this.#home, { recursive: true, mode: 0o700 });
    this.program = join(directory, "gpg");
    writeFileSync(this.program, `#!/bin/sh\nexec gpg --homedir '${this.#home}' --batch "$@"\n`);
    chmodSync(this.program, 0o755);
  }

  /** `kind`: with a key that signs, or with one that a subkey signs for. */
  async add(name: string, kind: "key" | "subkey" = "key"): Promise<Signer> {
    const user = `${name} <${name}@house.example>`;
    const usage = kind === "key" ? "sign" : "cert";
    await this.#make("--quick-generate-key", user, "ed25519", usage, "never");
    const fingerprint = (await this.#of(user, "fpr", 9))[0]!;
    if (kind === "subkey")
      await this.#make("--quick-add-key", fingerprint, "ed25519", "sign", "never");
    const [id = ""] = await this.#of(user, "pub", 4);
    const [signing = id] = await this.#of(user, "sub", 4);
    return { id, signing, text: await this.#gpg("--armor", "--export", user) };
  }

  /** A field of gpg's records of a kind (GnuPG: doc/DETAILS). */
  async #of(user: string, kind: string, field: number): Promise<string[]> {
    const records = (await this.#gpg("--with-colons", "--list-keys", user)).split("\n");
    return records
      .map((line) => line.split(":"))
      .flatMap((one) => (one[0] === kind ? one[field]! : []));
  }

  async #make(...args: readonly string[]): Promise<void> {
    await this.#gpg("--passphrase", "", ...args);
  }

  /** Ends what gpg leaves running. */
  async stop(): Promise<void> {
    await run("gpgconf", ["--homedir", this.#home, "--kill", "all"]);
  }

  async #gpg(...args: readonly string[]): Promise<string> {
    return (await run(this.program, args)).stdout;
  }
}
