import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryTree } from "../../../lib/emit/git-tree.ts";
import type { FolderFile } from "../../../lib/emit/pin.ts";
import { pinObjects, pinOf, pinTag, treeHash } from "../../../lib/emit/pin.ts";

const folders: Readonly<Record<string, readonly FolderFile[]>> = {
  "one-file": [{ name: "Namespace-a.yaml", content: "kind: Namespace\n" }],
  "an-empty-file": [{ name: "empty.yaml", content: "" }],
  "names-that-bytes-sort-otherwise": [
    "b",
    "B",
    "a",
    "a.b",
    "a-b",
    "a_b",
    "a0",
    "ab",
    "Z",
    "_",
    "1",
  ].map((name) => ({ name: `${name}.yaml`, content: `${name}\n` })),
  // As UTF-16 the first sorts before the second, as UTF-8 after it.
  "names-outside-ascii": ["\u{1f600}", "\uff21", "ü", "u\u0308", "Ä", "é", "日本"].map((name) => ({
    name: `${name}.yaml`,
    content: `name: ${name}\n`,
  })),
  "long-and-odd-content": [
    { name: "long.yaml", content: "line\n".repeat(20_000) },
    { name: "carriage-returns.yaml", content: "a\r\nb\r\n" },
    { name: "no-line-end.yaml", content: "a" },
    { name: "umlauts.yaml", content: "größe: 1 ☃\n" },
    { name: "nothing-but-zero.yaml", content: "\0" },
  ],
  "many-files": Array.from({ length: 300 }, (_, i) => ({ name: `f-${i}.yaml`, content: `${i}\n` })),
};

let repository = "";

function git(...args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@b.example",
    "-c",
    "core.autocrlf=false",
  ];
  const env = { PATH: process.env["PATH"], HOME: repository, GIT_CONFIG_NOSYSTEM: "1" };
  const output = execFileSync("git", [...identity, ...args], { cwd: repository, env });
  return output.toString().trim();
}

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), "pin-"));
  git("init", "--quiet");
  for (const [folder, files] of Object.entries(folders)) {
    for (const { name, content } of files) {
      const path = join(repository, "dist", folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
  git("add", ".");
  git("commit", "--quiet", "--message", "all folders");
});

afterAll(() => rmSync(repository, { recursive: true }));

describe("treeHash", () => {
  it.each(Object.entries(folders))("is git's hash of a folder with %s", (folder, files) => {
    expect(treeHash(files)).toBe(git("rev-parse", `HEAD:dist/${folder}`));
  });

  it("is what git write-tree says of an index with the same files", () => {
    const index = join(repository, "index-of-its-own");
    for (const [folder, files] of Object.entries(folders)) {
      rmSync(index, { force: true });
      const run = (...args: string[]): string =>
        execFileSync("git", args, {
          cwd: join(repository, "dist", folder),
          env: {
            PATH: process.env["PATH"],
            GIT_DIR: join(repository, ".git"),
            GIT_WORK_TREE: join(repository, "dist", folder),
            GIT_INDEX_FILE: index,
          },
        })
          .toString()
          .trim();
      run("add", ".");
      expect(treeHash(files), folder).toBe(run("write-tree"));
    }
  });

  it("is the hash of git's empty tree without files", () => {
    expect(treeHash([])).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  });

  it("does not depend on the order of the files, and leaves them as they are", () => {
    const files = folders["names-that-bytes-sort-otherwise"]!;
    const before = structuredClone(files);
    expect(treeHash(files.toReversed())).toBe(treeHash(files));
    expect(files).toEqual(before);
  });

  it("changes with a name and with a byte of content", () => {
    const hashes = [
      [{ name: "a.yaml", content: "a" }],
      [{ name: "a.yaml", content: "b" }],
      [{ name: "b.yaml", content: "a" }],
    ].map(treeHash);
    expect(new Set(hashes).size).toBe(3);
  });
});

describe("directoryTree", () => {
  it("is git's hash of a directory with folders, programs, links and nothing in it", () => {
    const directory = join(repository, "charts/shop");
    const files = {
      "a.b/x": "1",
      "a/x": "2",
      "a-b/x": "3",
      a0: "4",
      "run.sh": "#!/bin/sh\n",
      b: "\0\r\n",
    };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    chmodSync(join(directory, "run.sh"), 0o755);
    symlinkSync("../b", join(directory, "a/link"));
    mkdirSync(join(directory, "empty/too"), { recursive: true });
    git("add", "charts");
    git("commit", "--quiet", "--message", "a chart");
    expect(directoryTree(directory)).toBe(git("rev-parse", "HEAD:charts/shop"));
    chmodSync(join(directory, "run.sh"), 0o644);
    expect(directoryTree(directory)).not.toBe(git("rev-parse", "HEAD:charts/shop"));
  });
});

describe("pinOf", () => {
  const tree = treeHash(folders["many-files"]!);
  const pinned = { cluster: "home", application: "app", folder: "dist/many-files", tree };

  /** As git makes it, with nothing of ours but the identity, the date and the message. */
  function madeByGit(folder: string, known: string, message: string): string {
    let below = known;
    for (const name of folder.split("/").toReversed()) {
      const entry = `040000 tree ${below}\t${name}\0`;
      below = execFileSync("git", ["mktree", "-z"], { cwd: repository, input: entry })
        .toString()
        .trim();
    }
    const [name, email, date] = ["Strata", "strata@localhost", "2000-01-01T00:00:00Z"];
    const env = Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((role) => [
        [`GIT_${role}_NAME`, name],
        [`GIT_${role}_EMAIL`, email],
        [`GIT_${role}_DATE`, date],
      ]),
    );
    const commit = ["commit-tree", "-m", message, below];
    return execFileSync("git", commit, { cwd: repository, env: { ...process.env, ...env } })
      .toString()
      .trim();
  }

  it.each(["dist/many-files", "charts/my shop", "shop", "a/b/c/größe"])(
    "is the commit that git makes of the folder %s alone",
    (folder) => {
      const known = git("rev-parse", "HEAD:dist/many-files");
      expect(pinOf({ ...pinned, folder })).toBe(madeByGit(folder, known, `home/app: ${folder}`));
    },
  );

  it("is a commit that git checks out, once its objects are there", () => {
    for (const { kind, id, content } of pinObjects(pinned)) {
      const args = ["hash-object", "-w", "-t", kind, "--stdin"];
      const made = execFileSync("git", args, { cwd: repository, input: content });
      expect(made.toString().trim()).toBe(id);
    }
    const pin = pinOf(pinned);
    expect(git("ls-tree", "-r", "--name-only", pin).split("\n").sort()).toEqual(
      folders["many-files"]!.map(({ name }) => `dist/many-files/${name}`).sort(),
    );
    expect(git("rev-list", "--count", pin)).toBe("1");
    expect(git("fsck", "--strict", pin)).not.toMatch(/error|warning/);
  });

  it("changes with the content, the place and whose it is, and with nothing else", () => {
    const pins = [
      pinned,
      { ...pinned, tree: treeHash([]) },
      { ...pinned, folder: "dist/few-files" },
      { ...pinned, cluster: "away" },
      { ...pinned, application: "ppa" },
    ].map(pinOf);
    expect(new Set(pins).size).toBe(5);
    expect(pinOf({ ...pinned })).toBe(pins[0]);
    expect(pins.join("\n")).toMatch(/^([0-9a-f]{40}\n?){5}$/);
  });

  it("does not depend on how a path is written", () => {
    const trees = ["charts/shop", "./charts/shop/", "charts//shop"].map((folder) =>
      pinObjects({ ...pinned, folder }).map(({ kind, id }) => kind === "tree" && id),
    );
    expect(new Set(trees.map(String)).size).toBe(1);
  });

  it("is kept by a tag that git accepts, with the commit in its name", () => {
    const tag = pinTag("home", "app", pinOf(pinned));
    expect(tag).toBe(`pin/home/app/${pinOf(pinned)}`);
    expect(git("check-ref-format", "--normalize", `refs/tags/${tag}`)).toBe(`refs/tags/${tag}`);
  });
});
