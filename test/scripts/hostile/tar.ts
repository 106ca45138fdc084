/** One entry of a tar archive, as its maker likes it. */
export interface Entry {
  readonly name: string;
  readonly content?: Buffer | string;
  /** `0` is a file. */
  readonly type?: string;
  readonly link?: string;
  /** As it stands in the header; that of the content by default. */
  readonly size?: string;
  readonly isDamaged?: boolean;
}

/** A tar archive by hand: a maker of archives would refuse what is tried here. */
export function tarOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({ name, content = "", type = "0", link = "", size, isDamaged }: Entry): Buffer[] {
  const body = Buffer.from(content);
  const head = Buffer.alloc(512);
  head.write(name, 0, 100);
  head.write(["0000644", "0000000", "0000000", ""].join("\0"), 100);
  head.write(size ?? body.length.toString(8).padStart(11, "0"), 124, 12, "latin1");
  head.write("00000000000\0", 136);
  head.write("        ", 148);
  head.write(type, 156, 1);
  head.write(link, 157, 100);
  head.write("ustar\x0000", 257);
  const sum = head.reduce((total, byte) => total + byte, isDamaged ? 7 : 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}
