import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { blobHash } from "../../lib/pin.ts";
import { hashTree } from "../../lib/tree.ts";
import { compare, write } from "../../lib/write.ts";
import { owned } from "./support/trees.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tree-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A tree that is read by a thread. */
const many = Array.from({ length: 1200 }, (_, i) => owned(`a/${i % 7}/${i}.yaml`, `name: é${i}`));
const planned = many.map((file) => ({ ...file, blob: blobHash(file.content) }));

describe("hashTree", () => {
  it("knows the files of a large tree as git does, and leaves out what is no file", async () => {
    await write(directory, many);
    symlinkSync("a", join(directory, "link"));
    const hashes = await hashTree(directory)();
    expect([...hashes.keys()].toSorted()).toEqual(many.map(({ path }) => path).toSorted());
    const paths = many.slice(0, 50).map(({ path }) => path);
    const asked = execFileSync("git", ["hash-object", ...paths], { cwd: directory });
    expect(paths.map((path) => hashes.get(path))).toEqual(asked.toString().trim().split("\n"));
  });

  it("knows nothing of a small tree, nor of none", async () => {
    expect(await hashTree(join(directory, "none"))()).toEqual(new Map());
    mkdirSync(join(directory, "a"));
    writeFileSync(join(directory, "a/one.yaml"), "");
    expect(await hashTree(directory)()).toEqual(new Map());
  });

  it("lets a comparison do without reading, and miss nothing", async () => {
    await write(directory, many);
    writeFileSync(join(directory, many[5]!.path), "edited");
    const hashes = await hashTree(directory)();
    const changed = [many[5]!.path];
    expect(compare(directory, planned, hashes)).toMatchObject({ changed, added: [], removed: [] });
    // What is not hashed is read.
    expect(compare(directory, many, hashes)).toMatchObject({ changed, added: [], removed: [] });
    writeFileSync(join(directory, many[6]!.path), "edited later");
    expect(compare(directory, planned, hashes)).toMatchObject({ changed });
  });
});
