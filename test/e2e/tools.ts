import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FleetError } from "../../lib/problem.ts";
import type { Module } from "./prerequisites.ts";
import { moduleFolder, requirePrograms } from "./prerequisites.ts";

/** A program built from a pinned Go module; `seconds` is what it takes on two cores with nothing cached. */
export interface Tool {
  readonly name: string;
  readonly module: Module;
  readonly source: string;
  readonly seconds: number;
}

/** What every run needs. */
const usual: readonly Tool[] = [
  { name: "etcd", module: "control-plane", source: "go.etcd.io/etcd/server/v3", seconds: 22 },
  {
    name: "kube-apiserver",
    module: "control-plane",
    source: "k8s.io/kubernetes/cmd/kube-apiserver",
    seconds: 132,
  },
  {
    name: "kubectl",
    module: "control-plane",
    source: "k8s.io/kubernetes/cmd/kubectl",
    seconds: 12,
  },
  {
    name: "kube-controller-manager",
    module: "control-plane",
    source: "k8s.io/kubernetes/cmd/kube-controller-manager",
    seconds: 41,
  },
  {
    name: "kube-scheduler",
    module: "control-plane",
    source: "k8s.io/kubernetes/cmd/kube-scheduler",
    seconds: 3,
  },
  { name: "kwok", module: "control-plane", source: "sigs.k8s.io/kwok/cmd/kwok", seconds: 7 },
  {
    name: "argocd",
    module: "control-plane",
    source: "github.com/argoproj/argo-cd/v3/cmd",
    seconds: 140,
  },
  { name: "helm", module: "helm", source: "helm.sh/helm/v4/cmd/helm", seconds: 270 },
  {
    name: "kubeconform",
    module: "kubeconform",
    source: "github.com/yannh/kubeconform/cmd/kubeconform",
    seconds: 5,
  },
];

const kubernetesVersion = "v1.36.1";

export function moduleDirectory(module: Module, path: string): string {
  const { stdout } = spawnSync("go", ["list", "-m", "-f", "{{.Dir}}", path], {
    cwd: moduleFolder(module),
    encoding: "utf8",
  });
  return stdout.trim();
}

/** Where what a run needs is kept from one to the next. */
export function cacheDirectory(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "strata", "e2e");
}

/** Builds what is missing, once for each state of their modules; returns the directory of the programs. */
export async function buildTools(
  say: (line: string) => void,
  tools: readonly Tool[] = usual,
): Promise<string> {
  requirePrograms();
  const directory = join(cacheDirectory(), cacheKey(tools), "bin");
  mkdirSync(directory, { recursive: true });
  const missing = tools.filter(({ name }) => !existsSync(join(directory, name)));
  let left = missing.reduce((sum, { seconds }) => sum + seconds, 0);
  for (const tool of missing) {
    say(
      `building ${tool.name} (nothing cached: about ${tool.seconds} s on two cores; ${Math.ceil(left / 60)} min left in all)`,
    );
    await build(tool, directory);
    left -= tool.seconds;
  }
  return directory;
}

function cacheKey(tools: readonly Tool[]): string {
  const hash = createHash("sha256").update(kubernetesVersion);
  for (const module of new Set(tools.map((tool) => tool.module))) {
    const folder = moduleFolder(module);
    for (const file of readdirSync(folder).toSorted())
      hash.update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** The version that /version answers with is set by the linker. */
function linkerFlags(): string {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion)!;
  const stamps = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap(
    (path) => [
      `-X ${path}.gitVersion=${kubernetesVersion}`,
      `-X ${path}.gitMajor=${major}`,
      `-X ${path}.gitMinor=${minor}`,
    ],
  );
  return ["-s -w", ...stamps].join(" ");
}

function build({ name, module, source }: Tool, directory: string): Promise<void> {
  const unfinished = join(directory, `.${name}.${process.pid}`);
  const args = [
    "build",
    "-p",
    "2",
    "-trimpath",
    "-ldflags",
    linkerFlags(),
    "-o",
    unfinished,
    source,
  ];
  const env = { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" };
  const child = spawn("go", args, {
    cwd: moduleFolder(module),
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let message = "";
  child.stderr.on("data", (text: Buffer) => (message += text.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code !== 0) {
        const last = message.trim().split("\n").slice(-5).join("\n");
        return reject(
          new FleetError([
            { place: "e2e", message: `${name} does not build; go says:`, said: last },
          ]),
        );
      }
      renameSync(unfinished, join(directory, name));
      resolve();
    });
  });
}
