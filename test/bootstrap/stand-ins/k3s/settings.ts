import { existsSync, readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { flagsOf } from "./flags.ts";
import { fatal, log } from "./log.ts";

const file = "/etc/rancher/k3s/config.yaml";

/** The values of one run: of config.yaml and its drop-ins, then of the command line. */
export class Settings {
  readonly #values = new Map<string, readonly string[]>();
  /** Words of the command line that are no flags. */
  readonly words: readonly string[];

  /** An unknown key of a file is skipped with a warning; an unknown flag of the command line ends k3s. */
  constructor(command: string, args: readonly string[]) {
    const known = flagsOf[command]!;
    const given = new Map<string, string[]>();
    const words: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const [, name, value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(args[i]!) ?? [];
      if (name === undefined) words.push(args[i]!);
      else if (!known.has(name)) {
        console.error(`Incorrect Usage: flag provided but not defined: -${name}\n`);
        fatal(`flag provided but not defined: -${name}`);
      } else {
        const next = args[i + 1];
        const isNext =
          value === undefined && next !== undefined && !next.startsWith("-") && !isSwitch(name);
        given.set(name, [...(given.get(name) ?? []), value ?? (isNext ? args[++i]! : "true")]);
      }
    }
    this.words = words;
    for (const [key, values] of readFiles()) {
      if (known.has(key)) this.#values.set(key, values);
      else log("warning", `Unknown flag --${key} found in config.yaml, skipping\n`);
    }
    for (const [key, values] of given) this.#values.set(key, values);
  }

  one(key: string): string | undefined {
    return this.#values.get(key)?.at(-1);
  }

  /** Values that commas separate count one by one. */
  all(key: string): string[] {
    return (this.#values.get(key) ?? []).flatMap((value) => value.split(","));
  }

  /** Values as they were given: those of `...-arg` may hold commas. */
  whole(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }

  isOn(key: string): boolean {
    return this.one(key) === "true";
  }
}

function isSwitch(name: string): boolean {
  return /^(cluster-init|cluster-reset|etcd-s3|s3|debug|secrets-encryption|etcd-s3-(insecure|skip-ssl-verify))$/.test(
    name,
  );
}

/** Later files win; a key that ends in a plus sign adds to what there is (installation/configuration). */
function readFiles(): Map<string, string[]> {
  const folder = `${file}.d`;
  const dropIns = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".yaml"))
        .sort()
    : [];
  const files = [file, ...dropIns.map((name) => `${folder}/${name}`)].filter((path) =>
    existsSync(path),
  );
  const all = new Map<string, string[]>();
  for (const path of files) {
    const content = parse(path);
    for (const [key, value] of Object.entries(content)) {
      const values = (Array.isArray(value) ? value : [value]).map(String);
      const name = key.replace(/\+$/, "");
      all.set(name, key.endsWith("+") ? [...(all.get(name) ?? []), ...values] : values);
    }
  }
  return all;
}

function parse(path: string): Record<string, unknown> {
  try {
    return (load(readFileSync(path, "utf8")) ?? {}) as Record<string, unknown>;
  } catch (error) {
    return fatal(`yaml: ${(error as Error).message.split("\n")[0]}`);
  }
}
