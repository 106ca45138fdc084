import { execFile } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { FleetError } from "../../../lib/problem.ts";
import { copySources } from "../../support/packages.ts";
import type { Environment } from "../environment.ts";

export interface Ended {
  readonly exitCode: number;
  /** What was printed, on either side, in order. */
  readonly output: string;
}

/** The commands of a clone with the fleet of test/, run by somebody whose computer reaches the clusters of an environment. */
export class Commands {
  readonly directory: string;
  readonly #clone: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(environment: Environment, tools: string, more: NodeJS.ProcessEnv = {}) {
    this.directory = join(environment.directory, "operator");
    this.#clone = join(environment.directory, "clone-of-operator");
    mkdirSync(this.#clone);
    copySources(this.#clone, "house");
    const kubeconfigs = join(this.directory, "config", "strata");
    mkdirSync(kubeconfigs, { recursive: true });
    for (const { name, kubeconfig } of environment.clusters.values())
      copyFileSync(kubeconfig, join(kubeconfigs, `${name}.kubeconfig`));
    this.#env = {
      ...process.env,
      HOME: this.directory,
      XDG_CONFIG_HOME: join(this.directory, "config"),
      XDG_STATE_HOME: join(this.directory, "state"),
      PATH: [tools, process.env["PATH"]].join(delimiter),
      ...more,
    };
  }

  get env(): NodeJS.ProcessEnv {
    return this.#env;
  }

  /** Runs `npm run <line>`; `input` is its standard input. */
  run(line: string, input = ""): Promise<Ended> {
    const [name = "", ...args] = line.split(" ").filter((word) => word !== "--");
    const script = join(this.#clone, `scripts/commands/${name}.ts`);
    const argv = [...process.execArgv, script, ...args];
    return new Promise((resolve) => {
      const options = { cwd: this.directory, env: this.#env };
      const child = execFile(process.execPath, argv, options, (error, stdout, stderr) => {
        const exitCode = typeof error?.code === "number" ? error.code : error ? 1 : 0;
        resolve({ exitCode, output: `${stdout}${stderr}` });
      });
      child.stdin!.end(input);
    });
  }

  /** The same, and requires what it says and how it ends. */
  async expect(
    line: string,
    exitCode: number,
    texts: readonly (string | RegExp)[],
    input = "",
  ): Promise<string> {
    const ended = await this.run(line, input);
    const missing = texts.filter((text) =>
      typeof text === "string" ? !ended.output.includes(text) : !text.test(ended.output),
    );
    if (ended.exitCode === exitCode && missing.length === 0) return ended.output;
    const message = `ended with ${ended.exitCode}, not ${exitCode}; does not say ${missing.map(String).join(", ") || "anything wrong"}:\n${ended.output}`;
    throw new FleetError([{ place: `npm run ${line}`, message }]);
  }
}

/** Gives names an address, for every program of this environment. */
export function addNames(
  { directory }: Environment,
  names: Readonly<Record<string, string>>,
): void {
  const lines = Object.entries(names).map(([name, address]) => `${address} ${name}\n`);
  appendFileSync(join(directory, "hosts"), lines.join(""));
}
