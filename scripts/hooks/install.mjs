// Sets up the pre-push hook of the clone that it is started in, after an install, which it never lets fail.
// Plain JavaScript: it runs on the Node of the host (20 or newer).
import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const call = 'sh scripts/hooks/pre-push "$@"';
const marker =
  "# Strata's: written by scripts/hooks/install.mjs, which replaces it when it changes.";
const hook = `#!/bin/sh
${marker}
if [ -f scripts/hooks/pre-push ]; then
  exec ${call}
fi
echo "strata: nothing to publish, this work tree has no scripts/hooks/pre-push" >&2
`;

try {
  if (isTopOfWorkTree()) install();
} catch (error) {
  console.error(
    `strata: no pre-push hook: ${error.message}; "npm run publish" does its work by hand`,
  );
}

function install() {
  const directory = git("rev-parse", "--git-path", "hooks");
  const path = join(directory, "pre-push");
  const existing = read(path);
  const isOurs = existing?.includes(marker);
  if (existing === hook || (!isOurs && existing?.includes("scripts/hooks/pre-push"))) return;
  const isShared = git("config", "--default", "", "--get", "core.hooksPath") !== "";
  if (isShared || (existing !== undefined && !isOurs)) {
    const owner = isShared ? `core.hooksPath is ${directory}` : `${path} is not Strata's`;
    console.error(
      `strata: ${owner} and stays as it is; for pins with every push, call in its pre-push: ${call}`,
    );
    return;
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, hook, { mode: 0o755 });
  renameSync(`${path}.${process.pid}`, path);
}

/** Not in a tarball, and not below somebody else's repository. */
function isTopOfWorkTree() {
  try {
    return realpathSync(git("rev-parse", "--show-toplevel")) === realpathSync(process.cwd());
  } catch {
    return false;
  }
}

function git(...args) {
  return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Undefined when there is none; a dangling link is one. */
function read(path) {
  if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
