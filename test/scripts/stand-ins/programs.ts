import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A directory with programs of a test's own, which stands first on the PATH. */
export class Programs {
  readonly directory: string;
  readonly #bin: string;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "strata-programs-"));
    this.#bin = join(this.directory, "bin");
    mkdirSync(this.#bin);
  }

  /** The folder of the programs. */
  get path(): string {
    return this.#bin;
  }

  /** JavaScript that Node runs when somebody calls the program; `directory` names this directory in it. */
  add(name: string, source: string): void {
    const path = join(this.#bin, name);
    const script = `${path}.mjs`;
    writeFileSync(script, `const directory = ${JSON.stringify(this.directory)};\n${source}`);
    if (existsSync(path)) return;
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
    chmodSync(path, 0o755);
  }

  /** For commands: these programs first, and nothing of this user's own settings. */
  environment(): NodeJS.ProcessEnv {
    const { directory } = this;
    return {
      ...process.env,
      PATH: [this.#bin, process.env["PATH"]].join(delimiter),
      HOME: directory,
      XDG_CONFIG_HOME: join(directory, "config"),
      XDG_STATE_HOME: join(directory, "state"),
      KUBECONFIG: join(directory, "kubeconfig"),
      VAULT_TOKEN: "",
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
