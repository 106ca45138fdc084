import { hash as digest } from "node:crypto";

/** A file of an Application's folder: its name there and its bytes. */
export interface FolderFile {
  readonly name: string;
  readonly content: string;
  /** Hash of the content as git has it, where it is known. */
  readonly blob?: string;
}

/**
 * The revision of an Application's objects: a git tag named after where they stand and what they hold, so that it is
 * known before any commit exists and changes exactly when they do.
 */
export function pinOf(cluster: string, application: string, hash: string): string {
  return `pin/${cluster}/${application}/${hash}`;
}

/**
 * What a pin ends with: 16 digits over a folder's path, from the top of the repository, and its git tree, which
 * `git rev-parse <commit>:<folder>` prints. The path is part of it, or a folder that moves would keep a pin on
 * commits that do not have it.
 */
export function pinHash(folder: string, tree: string): string {
  return digest("sha1", `${folder}\n${tree}`).slice(0, 16);
}

/** Hash of a git tree that holds these files and nothing else. */
export function treeHash(files: readonly FolderFile[]): string {
  const sorted = files
    .map((file) => ({ ...file, name: bytesOf(file.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const size = sorted.reduce((sum, { name }) => sum + entrySize + name.length, 0);
  const head = `tree ${size}\0`;
  // One buffer: as a list of small ones this took longer than all hashes.
  const tree = Buffer.allocUnsafe(head.length + size);
  let end = tree.write(head, "latin1");
  for (const { name, content, blob } of sorted) {
    end += tree.write(`100644 ${name}\0`, end, "latin1");
    if (blob === undefined) end += blobHash(content).copy(tree, end);
    else end += tree.write(blob, end, "hex");
  }
  return digest("sha1", tree);
}

/** A character for each byte of a text, in whose order git sorts. */
function bytesOf(text: string): string {
  return /^[\0-\x7F]*$/.test(text) ? text : Buffer.from(text).toString("latin1");
}

/** Bytes of `100644 `, the 0 behind the name, and the hash. */
const entrySize = 7 + 1 + 20;

export function blobHash(content: string): Buffer {
  return digest("sha1", `blob ${Buffer.byteLength(content)}\0${content}`, "buffer");
}
