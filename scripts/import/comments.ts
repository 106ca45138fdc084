import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event } from "js-yaml";

/** Keys that values.yaml only shows in comments, by the path of the map they belong to. */
export type CommentedKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** The form in which paths are keys of a map. */
export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

interface BlockMap {
  readonly path: readonly string[];
  readonly column: number;
  /** Lines of its keys, ascending. */
  readonly firstLine: number;
}

interface Key {
  readonly line: number;
  /** The maps around the key, outermost first. */
  readonly around: readonly BlockMap[];
  /** The block map that is the value of the key. */
  value?: BlockMap;
}

// What reads like a key but opens a sentence.
const prose = new Set([
  "default",
  "defaults",
  "example",
  "examples",
  "http",
  "https",
  "ie",
  "note",
  "optional",
  "or",
]);
/** Longer lines are data: an expression that looks back would take them for ever. */
const longestLine = 2000;

const prosaic =
  /^(?:ref|refs|scope|see|warning|deprecated|important|todo|values|possible|alternatively)$/;

/** Finds `# key: value` where the sign stands in the column of the keys around it, or the key does without the sign. */
export function commentedKeys(text: string): CommentedKeys {
  const lines = text.split("\n");
  const { keys, literalLines } = outline(text);
  const found = new Map<string, Set<string>>();
  let isAnnotation = false;
  let isExample = false;
  let isInside = false;
  let next = 0;
  for (const [line, content] of lines.entries()) {
    if (content.length > longestLine) continue;
    while ((keys[next]?.line ?? Infinity) <= line) next++;
    // Pairs of `# @schema` enclose schema fragments, not values.
    if (/^\s*#\s*@schema@?\s*$/.test(content)) isAnnotation = !isAnnotation;
    isExample = isExampleAfter(lines[line - 1] ?? "", content, isExample);
    if (!content.startsWith("#")) isInside = false;
    if (isAnnotation || isExample || literalLines.has(line)) continue;
    // What follows, further in, belongs to this key.
    if (/^# ?[a-z_][\w.-]*:\s*$/i.test(content)) isInside = true;
    if (isInside && /^# {2}/.test(content)) continue;
    const key = commentedKey(content, lines[line + 1] ?? "");
    const owner = key && ownerOf(keys[next - 1], columnsOf(content), line);
    if (!owner) continue;
    const path = pathKey(owner.path);
    found.set(path, (found.get(path) ?? new Set()).add(key));
  }
  return found;
}

/** Comments right below an empty map or list show what could be in it. */
function isExampleAfter(before: string, line: string, wasExample: boolean): boolean {
  if (!/^\s*#(?!#|\s*--)/.test(line)) return false;
  const isShort = before.length <= longestLine;
  return wasExample || (isShort && /^\s*[^#\s][^#]*:\s*(?:\{\}|\[\])\s*$/.test(before));
}

function commentedKey(line: string, following: string): string | undefined {
  const [, key = "", value = ""] =
    /^(?:\s*# ?|# {2,})([a-z_][\w.-]*):(?:\s+(.*))?$/.exec(line) ?? [];
  if (key === "" || prose.has(key) || prosaic.test(key)) return undefined;
  const indent = /^# {2,}/.exec(line)?.[0].length ?? 3;
  const isNested = new RegExp(`^\\s*#\\s{${indent - 1},}\\S|^\\s*#\\s*- `).test(following);
  return value.trim() === "" ? (isNested ? key : undefined) : isValue(value) ? key : undefined;
}

/** Whether the text can be a YAML value; several plain words are a sentence. */
function isValue(value: string): boolean {
  if (/^["'[{|>&!]/.test(value)) return true;
  return /^\S+$/.test(value.replace(/\s+#.*$/, "").trim());
}

/** Where the key of a comment would stand: signs at the start of lines were put before them, with a space or without. */
function columnsOf(line: string): number[] {
  const spaces = /^#( {2,})/.exec(line)?.[1]!.length;
  return spaces === undefined ? [line.indexOf("#")] : [spaces - 1, spaces];
}

function ownerOf(
  before: Key | undefined,
  columns: readonly number[],
  line: number,
): BlockMap | undefined {
  if (!before) return undefined;
  const inner = before.value && before.value.firstLine > line ? [before.value] : [];
  return [...before.around, ...inner].find((map) => columns.includes(map.column));
}

/** Where the keys of block maps are, and which lines lie inside literal text. */
function outline(text: string): { keys: Key[]; literalLines: Set<number> } {
  const lineOf = lineCounter(text);
  const keys: Key[] = [];
  const literalLines = new Set<number>();
  const stack: Frame[] = [];
  for (const event of parseEvents(text, {})) {
    const frame = stack.at(-1);
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    if (event.type === EVENT_ID.SCALAR && event.style >= SCALAR_STYLE.LITERAL_BLOCK) {
      for (let line = lineOf(event.valueStart); line <= lineOf(event.valueEnd - 1); line++)
        literalLines.add(line);
    }
    if (frame?.map && frame.key === undefined && event.type === EVENT_ID.SCALAR) {
      frame.key = getScalarValue(text, event);
      keys.push({ line: lineOf(event.valueStart), around: stack.flatMap(({ map }) => map ?? []) });
      continue;
    }
    const opened = open(event, frame, text, lineOf);
    if (opened?.map && frame?.map) keys.at(-1)!.value = opened.map;
    if (frame?.map) frame.key = undefined;
    if (opened) stack.push(opened);
  }
  return { keys, literalLines };
}

interface Frame {
  readonly path: readonly string[];
  readonly map?: BlockMap;
  key?: string | undefined;
}

function open(
  event: Event,
  parent: Frame | undefined,
  text: string,
  lineOf: (offset: number) => number,
) {
  if (event.type === EVENT_ID.DOCUMENT) return { path: [] };
  if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) return undefined;
  const step = parent?.map ? [parent.key ?? ""] : parent && parent.path.length > 0 ? ["[]"] : [];
  const path = [...(parent?.path ?? []), ...step];
  if (event.type === EVENT_ID.SEQUENCE) return { path };
  const column = event.start - (text.lastIndexOf("\n", event.start - 1) + 1);
  return { path, map: { path, column, firstLine: lineOf(event.start) } };
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1))
    starts.push(index + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
