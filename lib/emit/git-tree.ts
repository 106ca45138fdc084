import { hash as digest } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  readonly mode: string;
  readonly name: Buffer;
  readonly hash: Buffer;
}

/**
 * Hash of the git tree of a directory once all of it is committed, as `git rev-parse <commit>:<path>` prints it. What
 * git is told to ignore counts here too.
 */
export function directoryTree(directory: string): string {
  return treeOf(directory).toString("hex");
}

function treeOf(directory: string): Buffer {
  const entries = readdirSync(directory, { withFileTypes: true }).flatMap((entry): Entry[] => {
    const path = join(directory, entry.name);
    const name = Buffer.from(entry.name);
    if (entry.isSymbolicLink()) {
      return [{ mode: "120000", name, hash: hashOf("blob", Buffer.from(readlinkSync(path))) }];
    }
    if (entry.isDirectory()) {
      const hash = treeOf(path);
      // Git keeps no directory without files.
      return hash.equals(empty) ? [] : [{ mode: "40000", name, hash }];
    }
    const isExecutable = (statSync(path).mode & 0o100) !== 0;
    const hash = hashOf("blob", readFileSync(path));
    return [{ mode: isExecutable ? "100755" : "100644", name, hash }];
  });
  return hashOf("tree", Buffer.concat(entries.sort(inGitsOrder).flatMap(bytesOf)));
}

function bytesOf({ mode, name, hash }: Entry): Buffer[] {
  return [Buffer.from(`${mode} `), name, Buffer.from([0]), hash];
}

/** By bytes, and a directory as if its name ended in a slash. */
function inGitsOrder(a: Entry, b: Entry): number {
  return Buffer.compare(sortedAs(a), sortedAs(b));
}

function sortedAs({ mode, name }: Entry): Buffer {
  return mode === "40000" ? Buffer.concat([name, Buffer.from("/")]) : name;
}

function hashOf(kind: "blob" | "tree", content: Buffer): Buffer {
  return digest(
    "sha1",
    Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]),
    "buffer",
  );
}

const empty = hashOf("tree", Buffer.alloc(0));
