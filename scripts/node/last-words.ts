import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";
import { k3sUnit } from "./unit.ts";

/** What k3s ends with again and again, and nothing but a change of something mends. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /401 Unauthorized|token CA hash does not match|failed to normalize server token/,
    "the token that its servers keep is not that of the cluster; compare /var/lib/rancher/k3s/server/token on all of them",
  ],
  [
    /encrypted with different token/,
    "its /var/lib/rancher/k3s/server is of another cluster or of another token; move it away when nothing in it is needed",
  ],
  [
    /critical configuration value mismatch/,
    "Strata writes the same to each server; what it did not write is in /etc/rancher/k3s/config.yaml.d or K3S_ variables of one of them: take it out there, and restart k3s",
  ],
  [
    /duplicate node name found/,
    "etcd still has a member of this name; take it out first, with node remove --gone",
  ],
  [
    /Node password rejected/,
    "another machine has joined by this name; take that out first, with node remove --gone",
  ],
  [/invalid kernel flag/, "set it, as node prepare does, or leave out the profile in clusters/"],
  [
    /flag provided but not defined/,
    "this version of k3s does not know it; correct it in clusters/",
  ],
];

/** What k3s says on a machine of what stops it. */
export class LastWords {
  readonly #ssh: Ssh;
  readonly #target: Target;
  /** By the machine's own clock: what was said before it was asked first may be of an earlier try. */
  #since: string | undefined;

  constructor(ssh: Ssh, target: Target) {
    this.#ssh = ssh;
    this.#target = target;
  }

  async last(): Promise<string> {
    const lines = await this.#lines();
    const last = lines.findLast((line) => /level=(fatal|error)/.test(line)) ?? lines.at(-1) ?? "";
    return messageOf(last);
  }

  /** The words that it ended with twice, as systemd starts it again, and what to do. */
  async hopeless(): Promise<string | undefined> {
    const { machine } = this.#target;
    const argv = ["date", "--utc", "+%Y-%m-%dT%H:%M:%SZ"];
    this.#since ??= (await this.#ssh.run(machine, { argv })).trim();
    const { name } = k3sUnit(isServer(this.#target));
    return hopelessness(
      await this.#lines(),
      this.#since,
      lookWith(machine, `journalctl -u ${name}`),
    );
  }

  async #lines(): Promise<readonly string[]> {
    const { name } = k3sUnit(isServer(this.#target));
    const argv = ["journalctl", "--unit", name, "--lines", "200", "--output", "cat", "--no-pager"];
    const { stdout } = await this.#ssh.try(this.#target.machine, { argv });
    return stdout.trim().split("\n");
  }
}

/** Nothing for what may still mend itself, and for what was said before. */
export function hopelessness(
  lines: readonly string[],
  since: string,
  look: string,
): string | undefined {
  const start = Date.parse(since);
  const own = lines.filter((line) => timeOf(line) >= start);
  const said = own.filter((line) => /level=(fatal|error)/.test(line)).map(messageOf);
  // k3s warns of each setting by its flag, and ends with none of their names.
  const flags = own.flatMap((line) => /configuration mismatched: ([^"]+)/.exec(line)?.[1] ?? []);
  const named = flags.length > 0 ? ` (${[...new Set(flags)].join(", ")})` : "";
  for (const [pattern, advice] of refusals) {
    const found = said.filter((message) => pattern.test(message));
    if (found.length > 1) return `${found.at(-1)}${named}; ${advice}; look with: ${look}`;
  }
  return undefined;
}

/** Milliseconds since 1970; in whole seconds, as k3s prints them. */
function timeOf(line: string): number {
  return Date.parse(/time="([^"]+)"/.exec(line)?.[1] ?? "");
}

function messageOf(line: string): string {
  return /msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line;
}
