import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { coerce, gte, rsort } from "semver";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";

/** A program of the operating system, with the package of Debian that has it. */
export interface SystemProgram {
  readonly program: string;
  readonly package: string;
  /** What alone needs it: runs of real machines' commands, of real nodes, or of a network that enforces policies. */
  readonly isFor?: Special;
}

export type Special = "machines" | "nodes" | "policies";

export const systemPrograms: readonly SystemProgram[] = [
  { program: "redis-server", package: "redis-server" },
  { program: "git", package: "git" },
  { program: "gpg", package: "gpg" },
  { program: "gpg-agent", package: "gpg-agent" },
  { program: "openssl", package: "openssl" },
  { program: "ip", package: "iproute2", isFor: "machines" },
  { program: "unshare", package: "util-linux", isFor: "machines" },
  { program: "ssh", package: "openssh-client", isFor: "machines" },
  { program: "sshd", package: "openssh-server", isFor: "machines" },
  { program: "ping", package: "iputils-ping", isFor: "machines" },
  { program: "sudo", package: "sudo", isFor: "machines" },
  { program: "age", package: "age", isFor: "machines" },
  { program: "runc", package: "runc", isFor: "nodes" },
  { program: "nft", package: "nftables", isFor: "nodes" },
  { program: "iptables", package: "iptables", isFor: "policies" },
  { program: "ipset", package: "ipset", isFor: "policies" },
  { program: "busybox", package: "busybox-static", isFor: "nodes" },
];

/** The Go modules that programs are built from. */
export const modules = [
  "control-plane",
  "helm",
  "kubeconform",
  "containerd",
  "cni-plugins",
  "coredns",
  "local-path-provisioner",
  "pause",
  "probe",
  "kube-router",
  "act",
] as const;
/** What only runs with real charts needs; some want a newer Go, which they say themselves. */
export type Module = (typeof modules)[number] | ControllerModule;
type ControllerModule = "cert-manager" | "sealed-secrets" | "metrics-server";

/** Folder of a module's go.mod and go.sum. */
export function moduleFolder(module: Module): string {
  return fileURLToPath(new URL(`tools/${module}/`, import.meta.url));
}

/** Throws when something is missing that a run cannot do without, with what installs it. */
export function requirePrograms(...runs: readonly Special[]): void {
  const missing = missingPrograms().filter(({ isFor }) => !isFor || runs.includes(isFor));
  const problems = missing.map(({ program, package: name }) => ({
    place: "e2e",
    message: `${program} is not on the PATH; install it, on Debian with: apt-get install ${name}`,
  }));
  const all = [...problems, ...problemsOfGo()];
  if (all.length > 0) throw new FleetError(all);
}

/** Installs what Debian has of the missing programs; Go, which it has too old, has to be there. */
export async function installPrograms(say: (line: string) => void): Promise<void> {
  const names = missingPrograms().map((one) => one.package);
  if (names.length > 0) {
    if (!isOnPath("apt-get")) requirePrograms();
    say(`installing ${names.join(", ")}`);
    await aptGet("update");
    await aptGet("install", "--yes", "--no-install-recommends", ...names);
  }
  requirePrograms();
}

export function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "")
    .split(":")
    .some((directory) => existsSync(join(directory, program)));
}

function missingPrograms(): SystemProgram[] {
  return systemPrograms.filter(({ program }) => !isOnPath(program));
}

function problemsOfGo(): Problem[] {
  const wanted = goVersion();
  const where = `install Go ${wanted} or newer from https://go.dev/dl`;
  if (!isOnPath("go")) return [{ place: "e2e", message: `go is not on the PATH; ${where}` }];
  const env = { ...process.env, GOTOOLCHAIN: "local" };
  const { stdout } = spawnSync("go", ["env", "GOVERSION"], { cwd: "/", env, encoding: "utf8" });
  const found = coerce(stdout);
  if (found && gte(found, wanted)) return [];
  return [{ place: "e2e", message: `go is version ${found?.version ?? "unknown"}; ${where}` }];
}

/** The newest that a go.mod asks for. */
function goVersion(): string {
  const asked = modules.map((module) => {
    const text = readFileSync(join(moduleFolder(module), "go.mod"), "utf8");
    return /^go (\S+)$/m.exec(text)![1]!;
  });
  return rsort(asked)[0]!;
}

const attempts = 3;

/** A mirror that does not answer once is no reason to fail, nor is another apt-get that holds the lock. */
async function aptGet(...args: readonly string[]): Promise<void> {
  const options = ["--quiet=2", "--option=DPkg::Lock::Timeout=120", "--option=Dpkg::Use-Pty=0"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  let said = "";
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const all = [...options, ...args];
    const { status, stderr } = spawnSync("apt-get", all, { env, encoding: "utf8" });
    if (status === 0) return;
    said = stderr.trim();
    if (attempt < attempts) await sleep(attempt * 2000);
  }
  const why = process.getuid?.() === 0 ? "look into what it says" : "run this as root";
  const message = `"apt-get ${args.join(" ")}" failed ${attempts} times; ${why}:`;
  throw new FleetError([{ place: "e2e", message, said }]);
}
