import { hash as digest } from "node:crypto";
import { posix } from "node:path";

/** A file of an Application's folder: its name there and its bytes. */
export interface FolderFile {
  readonly name: string;
  readonly content: string;
  /** Hash of the content as git has it, where it is known. */
  readonly blob?: string;
}

/** An object of git, whose id is the hash of what it is. */
export interface GitObject {
  readonly kind: "tree" | "commit";
  readonly id: string;
  readonly content: Buffer;
}

/** What a pin is made from. */
export interface Pinned {
  readonly cluster: string;
  readonly application: string;
  /** From the top of the repository; empty for a pin of nothing. */
  readonly folder: string;
  /** Hash of the folder's git tree, which `git rev-parse <commit>:<folder>` prints. */
  readonly tree: string;
}

/**
 * The revision of an Application's objects: the 40 digits of a commit that holds its folder, at its place, and nothing
 * else. It has no parents and always the same author and date, so it is known before anybody makes it, changes
 * exactly when the folder does, and can mean nothing else, whoever may push what.
 */
export function pinOf(pinned: Pinned): string {
  return pinObjects(pinned).at(-1)!.id;
}

/** The tag that keeps a pin on the git server. It means nothing: Argo CD is told the commit. */
export function pinTag(cluster: string, application: string, commit: string): string {
  return `pin/${cluster}/${application}/${commit}`;
}

/** What git has to have of a pin beside the folder's own tree: the trees above it, and then the commit. */
export function pinObjects({ cluster, application, folder, tree }: Pinned): GitObject[] {
  const names = posix.normalize(folder).split("/").filter(isName);
  const trees: GitObject[] = names.length > 0 ? [] : [gitObject("tree", Buffer.alloc(0))];
  for (const name of names.toReversed()) {
    const entry = Buffer.from(`40000 ${name}\0`);
    const below = Buffer.from(trees.at(-1)?.id ?? tree, "hex");
    trees.push(gitObject("tree", Buffer.concat([entry, below])));
  }
  const text = `tree ${trees.at(-1)!.id}
author ${identity}
committer ${identity}

${cluster}/${application}: ${folder || "nothing"}
`;
  return [...trees, gitObject("commit", Buffer.from(text))];
}

function isName(part: string): boolean {
  return part !== "" && part !== ".";
}

/** Any other name or second would be another commit: it stays as it is. */
const identity = "Strata <strata@localhost> 946684800 +0000";

function gitObject(kind: GitObject["kind"], content: Buffer): GitObject {
  const head = Buffer.from(`${kind} ${content.length}\0`);
  return { kind, content, id: digest("sha1", Buffer.concat([head, content])) };
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
