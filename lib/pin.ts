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
  const entries = files
    .map(({ name, content, blob }) => ({
      name: Buffer.from(name),
      blob: blob === undefined ? blobHash(content) : Buffer.from(blob, "hex"),
    }))
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .flatMap(({ name, blob }) => [Buffer.from("100644 "), name, Buffer.from([0]), blob]);
  const body = Buffer.concat(entries);
  return digest("sha1", Buffer.concat([Buffer.from(`tree ${body.length}\0`), body]));
}

export function blobHash(content: string): Buffer {
  return digest("sha1", `blob ${Buffer.byteLength(content)}\0${content}`, "buffer");
}
