import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PlannedFile } from "../../../lib/emit/planned-file.ts";
import { compare } from "../../../lib/emit/compare.ts";
import { write } from "../../../lib/emit/write.ts";
import { marker } from "../../../lib/emit/yaml.ts";
import { randomOf } from "../support/random.ts";
import { alternatingTrees, manyFiles, owned } from "../support/trees.ts";

const files = [
  owned("a/apps/one.yaml", "name: one"),
  owned("a/apps/two.yaml", "name: two"),
  owned("a/deep/er/three.yaml", "name: three"),
  owned("b/root.yaml", "name: root"),
];
const nothing = { added: [], changed: [], removed: [] };

let parent = "";
let dist = "";

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "write-"));
  dist = join(parent, "dist");
});

afterEach(() => rmSync(parent, { recursive: true }));

/** Path to content of every file and link, `-> target` for a link. */
function read(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  const found: Record<string, string> = {};
  for (const path of paths) {
    const full = join(directory, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) found[path] = `-> ${readlinkSync(full)}`;
    else if (stat.isFile()) found[path] = readFileSync(full, "utf8");
  }
  return found;
}

function contents(planned: readonly PlannedFile[]): Record<string, string> {
  return Object.fromEntries(planned.map(({ path, content }) => [path, content]));
}

/** What tells whether somebody has touched a file: path to inode and time of change. */
function traces(directory: string): Record<string, string> {
  const paths = ["", ...readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()];
  return Object.fromEntries(
    paths.map((path) => {
      const { ino, mtimeNs } = lstatSync(join(directory, path), { bigint: true });
      return [path, `${ino} ${mtimeNs}`];
    }),
  );
}

function inode(path: string): number {
  return lstatSync(join(dist, path)).ino;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(parent, path)), { recursive: true });
  writeFileSync(join(parent, path), text);
}

function changed(path: string, text: string): PlannedFile[] {
  return files.map((file) => (file.path === path ? owned(path, text) : file));
}

function without(path: string): PlannedFile[] {
  return files.filter((file) => file.path !== path);
}

/** Id of a process that was there and is not any more. */
function deadPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

describe("write", () => {
  it("makes a directory that is not there, with its parents", async () => {
    dist = join(parent, "deep", "er", "dist");
    const made = await write(dist, files);
    expect(read(dist)).toEqual(contents(files));
    expect(made).toMatchObject({ added: files.map(({ path }) => path), changed: [], removed: [] });
    expect(readdirSync(dirname(dist))).toEqual(["dist"]);
  });

  it("touches nothing when nothing changes", async () => {
    await write(dist, files);
    const before = [traces(parent), traces(dist)];
    expect(await write(dist, files)).toMatchObject(nothing);
    expect([traces(parent), traces(dist)]).toEqual(before);
  });

  it("replaces one changed file and keeps the inodes and times of all others", async () => {
    await write(dist, files);
    const [changing, ...others] = files.map(({ path }) => path);
    const before = others.map((path) => [inode(path), lstatSync(join(dist, path)).mtimeMs]);
    const old = inode(changing!);
    const planned = changed(changing!, "name: new");
    expect(await write(dist, planned)).toMatchObject({ ...nothing, changed: [changing] });
    expect(read(dist)).toEqual(contents(planned));
    expect(others.map((path) => [inode(path), lstatSync(join(dist, path)).mtimeMs])).toEqual(
      before,
    );
    expect(inode(changing!)).not.toBe(old);
    expect(readdirSync(parent)).toEqual(["dist"]);
  });

  it("never writes into the file that a reader has open", async () => {
    await write(dist, files);
    const held = join(parent, "held");
    execFileSync("ln", [join(dist, "b/root.yaml"), held]);
    await write(dist, changed("b/root.yaml", "name: new"));
    expect(readFileSync(held, "utf8")).toBe(owned("", "name: root").content);
  });

  it("deletes its own stale files with folders that are empty then", async () => {
    await write(dist, files);
    expect(await write(dist, without("a/deep/er/three.yaml"))).toMatchObject({
      ...nothing,
      removed: ["a/deep/er/three.yaml"],
    });
    expect(existsSync(join(dist, "a/deep"))).toBe(false);
  });

  it("carries files over that are not its own, with their folders and inodes", async () => {
    await write(dist, files);
    put("dist/README.md", "not ours\n");
    put("dist/a/deep/notes/today.txt", "not ours\n");
    put("dist/a/apps/by-hand.yaml", `kind: ConfigMap\n${marker}`);
    writeFileSync(join(dist, "binary"), Buffer.from([0, 255, 254, 10]));
    const foreign = ["README.md", "a/deep/notes/today.txt", "a/apps/by-hand.yaml", "binary"];
    const before = foreign.map(inode);
    await write(dist, without("a/deep/er/three.yaml"));
    expect(foreign.map(inode)).toEqual(before);
    expect(readFileSync(join(dist, "binary"))).toEqual(Buffer.from([0, 255, 254, 10]));
    expect(Object.keys(read(dist))).toEqual(
      [...without("a/deep/er/three.yaml").map(({ path }) => path), ...foreign].sort(),
    );
  });

  it("carries links over as links, wherever they lead", async () => {
    put("elsewhere/owned.yaml", marker);
    await write(dist, files);
    const links = { file: "a/apps/one.yaml", folder: "../elsewhere", nowhere: "/does/not/exist" };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(dist, name));
    await write(dist, without("b/root.yaml"));
    for (const [name, target] of Object.entries(links))
      expect(readlinkSync(join(dist, name))).toBe(target);
    expect(read(join(parent, "elsewhere"))).toEqual({ "owned.yaml": marker });
  });

  it.each([
    ["a link", (): void => symlinkSync("../../elsewhere.yaml", join(dist, "b/root.yaml"))],
    ["a file without the marker", (): void => put("dist/b/root.yaml", "not ours")],
  ])("replaces %s at the place of a planned file by nothing", async (_, putThere) => {
    put("elsewhere.yaml", owned("", "name: root").content);
    mkdirSync(join(dist, "b"), { recursive: true });
    putThere();
    const before = read(parent);
    expect(compare(dist, files)).toMatchObject({ changed: ["b/root.yaml"] });
    await expect(write(dist, files)).rejects.toThrow(
      'dist: "b/root.yaml" is not Strata\'s and stands where its own must be; move it elsewhere\n1 problem in 1 place',
    );
    expect(read(parent)).toEqual(before);
  });

  it("replaces a file that is empty, or whose lines end as on Windows", async () => {
    put("dist/b/root.yaml", "");
    put("dist/a/apps/one.yaml", owned("", "name: old").content.replaceAll("\n", "\r\n"));
    expect(await write(dist, files)).toMatchObject({ changed: ["a/apps/one.yaml", "b/root.yaml"] });
    expect(read(dist)).toEqual(contents(files));
  });

  it.each([
    [
      "a link",
      "is a link to elsewhere, and no folder",
      (): void => {
        mkdirSync(join(parent, "elsewhere"));
        symlinkSync("elsewhere", dist);
      },
    ],
    ["a file", "is a file, and no folder", (): void => put("dist", "")],
  ])("writes nothing where the directory is %s", async (_, found, putThere) => {
    putThere();
    const message = `dist: ${found}; put a folder in its place\n1 problem in 1 place`;
    await expect(write(dist, files)).rejects.toThrow(message);
    expect(() => compare(dist, files)).toThrow(message);
    expect(readdirSync(parent).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it.each(["../x.yaml", "/x.yaml", "a//x.yaml", "a/../../x.yaml", "a\\..\\x.yaml"])(
    "writes nothing that is planned as %s",
    async (path) => {
      await expect(write(dist, [owned(path, "x")])).rejects.toThrow(
        `dist: ${JSON.stringify(path)} leads out of it; rename what the file is named after`.replace(
          "\\\\..\\\\",
          "\\..\\",
        ),
      );
      expect(readdirSync(parent)).toEqual([]);
    },
  );

  it("tells what is not Strata's where Argo CD takes what it finds", async () => {
    await write(dist, files);
    const strays = ["a/apps/evil.yaml", "a/apps/more/evil.json", "a/deep/er/README.md"];
    for (const path of [...strays, "README.md", "a/README.md", "a/apps/.DS_Store"])
      put(`dist/${path}`, "not ours");
    put("dist/a/apps/.evil.yaml", "not ours");
    const told = ["a/apps/.evil.yaml", ...strays].sort();
    expect(compare(dist, files).strays).toEqual(told);
    expect((await write(dist, files)).strays).toEqual(told);
  });

  it("puts a file where a folder of its own files stood, and a folder where a file stood", async () => {
    await write(dist, [owned("a/one.yaml", "1"), owned("b", "2")]);
    const planned = [owned("a", "1"), owned("b/two.yaml", "2")];
    expect(await write(dist, planned)).toMatchObject({ removed: ["a/one.yaml", "b"] });
    expect(read(dist)).toEqual(contents(planned));
  });

  it.each([
    ["a foreign file stands where a folder must be", (): void => put("dist/b", "not ours")],
    [
      "a foreign file stands in a folder that must be a file",
      (): void => put("dist/b/root.yaml/x", ""),
    ],
    [
      "a link leads out of it where a folder must be",
      (): void => {
        put("elsewhere/x", "not ours");
        mkdirSync(dist);
        symlinkSync("../elsewhere", join(dist, "b"));
      },
    ],
  ])("refuses and leaves everything as it is when %s", async (_, putObstacle) => {
    putObstacle();
    const before = read(parent);
    await expect(write(dist, files)).rejects.toThrow(
      /^dist: "b.*" is not Strata's and stands in the way of "b\/root.yaml"; /,
    );
    expect(read(parent)).toEqual(before);
    expect(readdirSync(parent).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("compare", () => {
  it("says what write would do, sorted, and writes nothing", async () => {
    await write(dist, files);
    put("dist/foreign.txt", "not ours");
    const planned = [owned("c.yaml", "3"), owned("a.yaml", "4"), ...changed("b/root.yaml", "new")];
    const before = traces(dist);
    const expected = {
      added: ["a.yaml", "c.yaml"],
      changed: ["b/root.yaml"],
      removed: ["a/apps/two.yaml"],
    };
    const stale = planned.filter(({ path }) => path !== "a/apps/two.yaml");
    expect(compare(dist, stale)).toMatchObject(expected);
    expect(traces(dist)).toEqual(before);
    expect(await write(dist, stale)).toMatchObject(expected);
    expect(compare(dist, stale)).toMatchObject(nothing);
  });

  it("takes a directory that is not there for an empty one", () => {
    expect(compare(dist, files)).toMatchObject({
      ...nothing,
      added: files.map(({ path }) => path),
    });
    expect(existsSync(dist)).toBe(false);
  });
});

describe("write after a killed run", () => {
  const pids = { "another process": deadPid(), "a process with the same id": process.pid };

  it.each(Object.entries(pids))("removes the half-made tree of %s", async (_, pid) => {
    await write(dist, files);
    put(`.dist.staged-${pid}/a/half.yaml`, marker);
    expect(await write(dist, files)).toMatchObject(nothing);
    expect(readdirSync(parent)).toEqual(["dist"]);
    expect(read(dist)).toEqual(contents(files));
  });

  it.each(Object.entries(pids))(
    "takes nothing over from the half-made tree of %s",
    async (_, pid) => {
      await write(dist, files);
      put(`.dist.staged-${pid}/a/half.yaml`, marker);
      put(`.dist.staged-${pid}/b/root.yaml`, "half");
      const planned = changed("b/root.yaml", "name: new");
      await write(dist, planned);
      expect(read(dist)).toEqual(contents(planned));
      expect(readdirSync(parent)).toEqual(["dist"]);
    },
  );

  it.each(Object.entries(pids))("removes an old tree that %s had moved aside", async (_, pid) => {
    await write(dist, files);
    put(`.dist.aside-${pid}/a/apps/one.yaml`, marker);
    await write(dist, changed("b/root.yaml", "name: new"));
    expect(readdirSync(parent)).toEqual(["dist"]);
  });

  it.each(Object.entries(pids))("brings back the tree that %s had moved aside", async (_, pid) => {
    put(`.dist.aside-${pid}/foreign.txt`, "not ours");
    put(`.dist.aside-${pid}/b/root.yaml`, owned("", "name: root").content);
    put(`.dist.staged-${pid}/a/half.yaml`, marker);
    const before = lstatSync(join(parent, `.dist.aside-${pid}`, "b/root.yaml")).ino;
    await write(dist, files);
    expect(read(dist)).toEqual({ ...contents(files), "foreign.txt": "not ours" });
    expect(inode("b/root.yaml")).toBe(before);
    expect(readdirSync(parent)).toEqual(["dist"]);
  });

  it.runIf(process.platform === "linux")(
    "removes the half-made tree of a process that has ended and waits for its parent",
    async () => {
      // What sh becomes does not ask for its children.
      const parentOf = spawn("/bin/sh", ["-c", "sleep 0.2 & echo $!; exec sleep 600"]);
      try {
        const [line] = (await once(parentOf.stdout, "data")) as [Buffer];
        const pid = Number(line.toString());
        while (!/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) await sleep(10);
        put(`.dist.staged-${pid}/a/half.yaml`, marker);
        await write(dist, files);
        expect(readdirSync(parent)).toEqual(["dist"]);
      } finally {
        parentOf.kill();
      }
    },
  );

  it("leaves a tree alone that a running process is making, and neighbours of similar names", async () => {
    const running = [
      `.dist.staged-${process.ppid}`,
      ".dist.staged-1x",
      ".distXstaged-1",
      ".other.aside-1",
    ];
    for (const name of running) put(`${name}/a.yaml`, marker);
    await write(dist, files);
    expect(readdirSync(parent).sort()).toEqual([...running, "dist"].sort());
  });
});

const canExchange =
  ["linux", "darwin"].includes(process.platform) &&
  Number(process.versions.node.split(".")[0]) >= 26;
const withExchange = ["--experimental-ffi", "--disable-warning=ExperimentalWarning"];

function script(name: string): string {
  return fileURLToPath(new URL(`../support/${name}`, import.meta.url));
}

describe("write of so many files that two threads share them", () => {
  it("writes every byte of them", async () => {
    const many = manyFiles("ö");
    const { added } = await write(dist, many);
    expect(added).toHaveLength(many.length);
    expect(await write(dist, many)).toMatchObject(nothing);
    expect(readdirSync(parent)).toEqual(["dist"]);
  });
});

describe("write that fails half way", () => {
  it.each([
    ["with the system call", canExchange ? withExchange : [], ""],
    ["without it", [], ""],
    ["in another thread", [], "many"],
  ])("leaves every byte and inode as it was, %s", async (_, flags, size) => {
    await write(dist, alternatingTrees().A);
    put("dist/foreign.txt", "not ours");
    const before = [traces(dist), read(dist)];
    // Blocks of 1024 bytes; Node ignores the signal, so the write of a larger file fails.
    const limited = ["-c", 'ulimit -f 100 && exec "$@"', "limited", process.execPath, ...flags];
    const { status, stderr } = spawnSync("bash", [
      ...limited,
      script("write-large.ts"),
      dist,
      size,
    ]);
    expect(stderr.toString()).toContain("EFBIG");
    expect(status).toBe(1);
    expect([traces(dist), read(dist)]).toEqual(before);
    expect(readdirSync(parent)).toEqual(["dist"]);
  });
});

const { A, B } = alternatingTrees();
const trees = [A, B].map((tree) => ({ ...contents(tree), "foreign.txt": "not ours" }));

async function prepare(): Promise<void> {
  await write(dist, A);
  put("dist/foreign.txt", "not ours");
}

/** A process that writes the two trees by turns, after its first one. */
async function alternating(flags: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...flags, script("alternate.ts"), dist], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Kills the writer at a moment of the seed's choice. */
async function killAt(seed: number, flags: readonly string[]): Promise<void> {
  const child = await alternating(flags);
  await sleep(randomOf(seed)() * 60);
  await kill(child);
}

describe("a kill while two trees are written by turns", () => {
  it.runIf(canExchange)("leaves one of the two, whole, at each of 40 moments", async () => {
    await prepare();
    let interrupted = 0;
    for (let seed = 1; seed <= 40; seed++) {
      await killAt(seed, withExchange);
      expect(trees, `seed ${seed}`).toContainEqual(read(dist));
      if (readdirSync(parent).length > 1) interrupted++;
    }
    expect(interrupted, "kills that hit a write").toBeGreaterThan(5);
    await write(dist, A);
    expect(readdirSync(parent)).toEqual(["dist"]);
    expect(read(dist)).toEqual(trees[0]);
  });

  it("leaves at worst a tree moved aside, which the next run brings back, without the system call", async () => {
    await prepare();
    for (let seed = 101; seed <= 110; seed++) {
      await killAt(seed, []);
      const aside = readdirSync(parent).find((name) => name.startsWith(".dist.aside-"));
      const there = existsSync(dist) ? dist : join(parent, aside ?? "neither");
      expect(trees, `seed ${seed}`).toContainEqual(read(there));
    }
    await write(dist, B);
    expect(readdirSync(parent)).toEqual(["dist"]);
    expect(read(dist)).toEqual(trees[1]);
  });
});

describe("a reader while two trees are written by turns", () => {
  it.runIf(canExchange)("finds dist/ at every moment, and whole files in it", async () => {
    await prepare();
    const path = "both/0/file-0.yaml";
    const inodes: number[] = [];
    const seen = new Set<string>();
    const child = await alternating(withExchange);
    try {
      // Beside other work a tree takes more than a second.
      for (const end = Date.now() + 150_000; inodes.length < 40 && Date.now() < end;) {
        // The moment between two renames is short: most of the time is spent looking for it.
        for (let look = 0; look < 50; look++) {
          const now = lstatSync(dist, { throwIfNoEntry: false })?.ino ?? 0;
          if (now !== inodes.at(-1)) inodes.push(now);
        }
        seen.add(readThere(join(dist, path)));
      }
    } finally {
      await kill(child);
    }
    expect(inodes, "a moment without dist/").not.toContain(0);
    expect(inodes.length, "trees seen").toBeGreaterThanOrEqual(40);
    expect(seen).toEqual(new Set([A, B].map((tree) => contents(tree)[path])));
  });
});

/** The tree that it is looked up in may be taken away meanwhile: then the new one has it. */
function readThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return readFileSync(path, "utf8");
  }
}

const canMount = spawnSync("unshare", ["-Urm", "true"]).status === 0;

/** Synth's writer in a mount namespace of its own, after these commands of sh; what it returns or says. */
function writeAfter(mounts: string): { readonly said: string; readonly names: readonly string[] } {
  const code = `
    const { write } = await import(${JSON.stringify(fileURLToPath(new URL("../../../lib/emit/write.ts", import.meta.url)))});
    const files = ${JSON.stringify(files)};
    console.log(await write(process.cwd() + "/dist", files).then(({ left }) => JSON.stringify(left), ({ message }) => message));
    const { readdirSync } = await import("node:fs");
    console.log(JSON.stringify(readdirSync(".").sort()));`;
  const node = [process.execPath, ...process.execArgv, "--input-type=module", "--eval", code];
  const argv = ["-Urm", "sh", "-c", `${mounts} && exec "$@"`, "sh", ...node];
  const { stdout, stderr } = spawnSync("unshare", argv, { cwd: parent, encoding: "utf8" });
  const [said = "", names = "[]"] = stdout.trimEnd().split(/\n(?=\[[^\n]*$)/);
  return { said: said + stderr, names: JSON.parse(names) as string[] };
}

describe.runIf(canMount)("write on a file system that refuses", () => {
  it("says that dist/ is a mount point, and leaves nothing behind", () => {
    put("dist/foreign.txt", "not ours");
    expect(writeAfter("mount -t tmpfs none dist")).toEqual({
      said: "dist: is a mount point, which no other folder can take the place of; mount the one above it\n1 problem in 1 place",
      names: ["dist"],
    });
  });

  it("says that it is read-only", () => {
    put("dist/foreign.txt", "not ours");
    const { said } = writeAfter(
      'D="$PWD"; mount --bind "$D" "$D" && mount -o remount,bind,ro "$D" && cd / && cd "$D"',
    );
    expect(said).toMatch(/^EROFS: read-only file system, mkdir '/);
  });

  it("has written dist/ although the old one cannot be removed, and says what is left", async () => {
    await write(dist, files.slice(1));
    mkdirSync(join(dist, "held"));
    put("dist/held/foreign.txt", "not ours");
    const { said, names } = writeAfter("mount -t tmpfs none dist/held");
    expect(JSON.parse(said)).toEqual([expect.stringMatching(/\/\.dist\.(?:staged|aside)-\d+$/)]);
    expect(names).toHaveLength(2);
    expect(Object.keys(read(dist))).toEqual(files.map(({ path }) => path));
  });
});
