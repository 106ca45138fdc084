/** An IPv4 block or range as two inclusive numbers. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Throws when the text is no IPv4 address. */
export function parseAddress(text: string): number {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) throw new Error(`"${text}" is no IPv4 address`);
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** Parses `192.168.1.0/24`. Throws on host bits: `192.168.1.200/28` would mean .192 to .207. */
export function parseCidr(text: string): Span {
  const [address = "", prefix = ""] = text.split("/");
  const bits = /^\d{1,2}$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 0 || bits > 32) throw new Error(`"${text}" is no CIDR block such as 192.168.1.0/24`);
  const size = 2 ** (32 - bits);
  const first = parseAddress(address);
  if (first % size !== 0) {
    const network = `${formatAddress(first - (first % size))}/${bits}`;
    throw new Error(`"${text}" has host bits set; did you mean "${network}"?`);
  }
  return { first, last: first + size - 1 };
}

/** Parses `192.168.1.100-192.168.1.150`, both ends included. */
export function parseRange(text: string): Span {
  const [from = "", to = "", ...rest] = text.split("-");
  if (rest.length > 0 || to === "")
    throw new Error(`"${text}" is no range such as 192.168.1.100-192.168.1.150`);
  const span = { first: parseAddress(from), last: parseAddress(to) };
  if (span.first > span.last) throw new Error(`"${text}" ends before it starts`);
  return span;
}

/** Parses an address, a range or a CIDR block. */
export function parseSpan(text: string): Span {
  if (text.includes("/")) return parseCidr(text);
  if (text.includes("-")) return parseRange(text);
  const address = parseAddress(text);
  return { first: address, last: address };
}

export function overlaps(a: Span, b: Span): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
