/** What stands where the compiler points. */
export interface Spot {
  /** The field that is given there. */
  readonly key?: string;
  /** What is given, where it is written out. */
  readonly value?: string;
  /** The field whose list or object it stands in. */
  readonly within?: string;
  /** The function that is called there, or whose argument it is, and the first that it is given. */
  readonly call?: string;
  readonly first?: string;
  /** The module that an import names. */
  readonly module?: string;
}

const word = String.raw`[A-Za-z_$][\w$]*`;
const text = String.raw`"(?:[^"\\\n]|\\.)*"`;
const field = new RegExp(`^(${word}|${text})\\s*:(?!:)\\s*`);
const shorthand = new RegExp(`^(${word})\\s*(?=[,}])`);
const called = new RegExp(`^(${word})\\(`);
const literal = new RegExp(
  `^(${text}|-?\\d[\\w.]*|true|false|null|undefined)(?=\\s*(?:[,}\\])]|$))`,
  "m",
);

export function spotAt(source: string, offset: number): Spot {
  const rest = source.slice(offset);
  const around = surroundings(source, offset);
  const named = field.exec(rest);
  const short = around.isObject ? shorthand.exec(rest) : null;
  const key = named?.[1] ?? short?.[1];
  return defined({
    key: key && unquoted(key),
    value: literal.exec(named ? rest.slice(named[0].length) : rest)?.[1],
    within: around.key,
    call: called.exec(rest)?.[1] ?? around.call,
    first: around.first,
    module: /^[^;]*?\bfrom "([^"\n]+)"/.exec(rest)?.[1],
  });
}

function defined(spot: { readonly [Key in keyof Spot]: Spot[Key] | undefined }): Spot {
  return Object.fromEntries(Object.entries(spot).filter(([, value]) => value !== undefined));
}

/** Where a line of a text begins, and a column in it. */
export function offsetOf(source: string, line: number, column: number): number {
  let start = 0;
  for (let left = line; left > 1; left--) start = source.indexOf("\n", start) + 1;
  return start + column - 1;
}

export function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

/** Where a field of that name is given next. */
export function nextField(source: string, offset: number, name: string): number | undefined {
  const quoted = name.replaceAll(/[^\w$]/g, String.raw`\$&`);
  const at = source.slice(offset).search(new RegExp(`(?<![\\w$.])"?${quoted}"?\\s*:`));
  return at < 0 ? undefined : offset + at;
}

interface Surroundings {
  readonly isObject: boolean;
  readonly key?: string | undefined;
  readonly call?: string | undefined;
  readonly first?: string | undefined;
}

/** Steps back over what is closed to the bracket that is open. */
function surroundings(source: string, offset: number): Surroundings {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const char = source[at]!;
    if (")]}".includes(char)) depth++;
    else if ("([{".includes(char) && depth-- === 0) {
      const before = source.slice(Math.max(0, at - 200), at);
      const key = new RegExp(`(${word}|${text})\\s*:\\s*$`).exec(before)?.[1];
      const call = char === "(" ? new RegExp(`(${word})$`).exec(before)?.[1] : undefined;
      const first = call && literal.exec(source.slice(at + 1))?.[1];
      return { isObject: char === "{", key: key && unquoted(key), call, first };
    }
  }
  return { isObject: false };
}

function unquoted(key: string): string {
  return key.startsWith('"') ? (JSON.parse(key) as string) : key;
}
