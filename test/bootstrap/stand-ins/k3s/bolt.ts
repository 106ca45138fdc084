/** One key of etcd as it was last written. */
export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

const [branchFlag, leafFlag] = [0x01, 0x02];
const bucketFlag = 0x01;
const magic = 0xed0cdaed;

/**
 * Reads the live keys of an etcd snapshot: a bbolt file (pages of a B+ tree, the newer of two meta pages is the root),
 * with a bucket `key` of revisions, and etcd's checksum of 32 bytes at its end. Throws for another file.
 */
export function readSnapshot(file: Buffer): Entry[] {
  const tree = new Tree(file);
  const live = new Map<string, Entry>();
  for (const [revision, text] of tree.bucket("key")) {
    const { key, value } = keyValue(text);
    // A revision that ends in "t" deletes.
    if (revision.length > 17 && revision.at(-1) === 0x74) live.delete(key.toString("latin1"));
    else live.set(key.toString("latin1"), { key, value });
  }
  return [...live.values()];
}

class Tree {
  readonly #file: Buffer;
  readonly #pageSize: number;
  readonly #root: number;

  constructor(file: Buffer) {
    this.#file = file;
    if (file.length < 0x2000 || file.readUInt32LE(16) !== magic)
      throw new Error("invalid database");
    this.#pageSize = file.readUInt32LE(24);
    const metas = [0, this.#pageSize].map((page) => ({
      root: Number(file.readBigUInt64LE(page + 16 + 16)),
      transaction: file.readBigUInt64LE(page + 16 + 48),
    }));
    this.#root = metas[0]!.transaction > metas[1]!.transaction ? metas[0]!.root : metas[1]!.root;
  }

  /** Pairs in the order of their keys. */
  *bucket(name: string): Iterable<readonly [key: Buffer, value: Buffer]> {
    for (const { key, value, flags } of this.#walk(this.#root)) {
      if (key.toString() !== name || !(flags & bucketFlag)) continue;
      const root = Number(value.readBigUInt64LE(0));
      // A small bucket stands in its parent's page, behind its own head.
      const pairs = root === 0 ? this.#page(value, 16) : this.#walk(root);
      for (const pair of pairs) yield [pair.key, pair.value];
    }
  }

  *#walk(page: number): Iterable<Element> {
    yield* this.#page(this.#file, page * this.#pageSize);
  }

  *#page(file: Buffer, start: number): Iterable<Element> {
    const [flags, count] = [file.readUInt16LE(start + 8), file.readUInt16LE(start + 10)];
    for (let i = 0; i < count; i++) {
      const at = start + 16 + i * 16;
      if (flags & branchFlag) yield* this.#walk(Number(file.readBigUInt64LE(at + 8)));
      else if (flags & leafFlag) {
        const from = at + file.readUInt32LE(at + 4);
        const middle = from + file.readUInt32LE(at + 8);
        const key = file.subarray(from, middle);
        const value = file.subarray(middle, middle + file.readUInt32LE(at + 12));
        yield { key, value, flags: file.readUInt32LE(at) };
      }
    }
  }
}

interface Element {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly flags: number;
}

/** Fields 1 and 5 of etcd's message KeyValue. */
function keyValue(text: Buffer): Entry {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const number = (): number => {
    let [result, factor] = [0, 1];
    for (;;) {
      const byte = text[at++]!;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result;
      factor *= 128;
    }
  };
  while (at < text.length) {
    const tag = number();
    const value = number();
    if ((tag & 7) !== 2) continue;
    fields.set(tag >> 3, text.subarray(at, at + value));
    at += value;
  }
  const empty = Buffer.alloc(0);
  return { key: fields.get(1) ?? empty, value: fields.get(5) ?? empty };
}
