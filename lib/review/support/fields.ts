import { isDeepStrictEqual } from "node:util";
import { diffArrays } from "diff";
import { pathText } from "../../kubernetes/schema/messages.ts";
import type { Node } from "../../kubernetes/schema/node.ts";
import { below, listKeys } from "./schema.ts";

/** A field that came, went or changed. */
export interface FieldChange {
  /** `spec.template.spec.containers[web].image`: items of lists by their key, where they have one. */
  readonly path: string;
  /** The fields above it, and its own; items of lists by their key. */
  readonly keys: readonly string[];
  /** Undefined for what was not there. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Where a comparison is. Its path is made of it for what differs alone. */
interface At {
  readonly above?: At;
  /** Of a field, or of the item of a list: its key, or its place. */
  readonly key: string;
  readonly isItem: boolean;
}

/** Looks a schema up when a list is met that differs: most changes are none of lists. */
type Schema = () => Node | undefined;

/** What differs between two values; lists are matched by the keys of their schema, or by names. */
export function fieldChanges(
  before: unknown,
  after: unknown,
  schema: Schema = () => undefined,
): FieldChange[] {
  const found: FieldChange[] = [];
  new Comparison(schema, found).compare(before, after, undefined);
  return found;
}

class Comparison {
  readonly #schema: Schema;
  readonly #found: FieldChange[];

  constructor(schema: Schema, found: FieldChange[]) {
    this.#schema = schema;
    this.#found = found;
  }

  compare(before: unknown, after: unknown, at: At | undefined): void {
    if (before === after) return;
    if (isMap(before) && isMap(after)) return this.#maps(before, after, at);
    if (Array.isArray(before) && Array.isArray(after)) {
      if (!isDeepStrictEqual(before, after)) this.#lists(before, after, at);
      return;
    }
    this.#tell(at, { before, after });
  }

  #maps(before: Fields, after: Fields, at: At | undefined): void {
    for (const key of Object.keys({ ...before, ...after }))
      this.compare(before[key], after[key], { above: at, key, isItem: false });
  }

  #lists(before: readonly unknown[], after: readonly unknown[], at: At | undefined): void {
    const keys = [listKeys(nodeAt(this.#schema(), at)), ["name"]].find(
      (tried) => tried && areUnique(before, tried) && areUnique(after, tried),
    );
    if (!keys) return this.#inOrder(before, after, at);
    const [old, own] = [byKey(before, keys), byKey(after, keys)];
    for (const key of new Set([...old.keys(), ...own.keys()]))
      this.compare(old.get(key), own.get(key), { above: at, key, isItem: true });
    const were = [...old.keys()].filter((key) => own.has(key));
    const are = [...own.keys()].filter((key) => old.has(key));
    if (!isDeepStrictEqual(were, are)) this.#tell(at, { before: were, after: are }, " (order)");
  }

  /** Items without a key: what both have in the same order is left out, what stands in for another compared with it. */
  #inOrder(before: readonly unknown[], after: readonly unknown[], at: At | undefined): void {
    const comparator = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);
    const parts = diffArrays([...before], [...after], { comparator });
    const next: At = { above: at, key: "", isItem: true };
    let place = 0;
    for (const [i, { added, removed, value }] of parts.entries()) {
      const [last, other] = [parts[i - 1], parts[i + 1]];
      if (removed && other?.added && areAlike(value, other.value))
        for (const [offset, one] of value.entries()) {
          const inside: At = { above: at, key: String(place + offset), isItem: true };
          this.compare(one, other.value[offset], inside);
        }
      else if (removed) for (const one of value) this.#tell(next, { before: one });
      else if (added && !(last?.removed && areAlike(last.value, value)))
        for (const one of value) this.#tell(next, { after: one });
      if (!removed) place += value.length;
    }
  }

  #tell(at: At | undefined, sides: Pick<FieldChange, "before" | "after">, note = ""): void {
    const steps = stepsOf(at);
    const path = steps.reduce(
      (text, { key, isItem }) => (isItem ? `${text}[${key}]` : pathText([key], text)),
      "",
    );
    const keys = steps.map(({ key, isItem }) => (isItem && key === "" ? "[]" : key));
    this.#found.push({ path: `${path}${note}`, keys, ...sides });
  }
}

function stepsOf(at: At | undefined): At[] {
  const steps: At[] = [];
  for (let step = at; step; step = step.above) steps.unshift(step);
  return steps;
}

function nodeAt(root: Node | undefined, at: At | undefined): Node | undefined {
  return stepsOf(at).reduce(
    (node, { key, isItem }) => (isItem ? below(node) : below(node, key)),
    root,
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether objects of one list may have taken the place of those of another. */
function areAlike(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every(isMap) && after.every(isMap);
}

function keyOf(item: unknown, keys: readonly string[]): string {
  return keys
    .map((key) => (item as Fields)[key])
    .filter((part) => part !== undefined)
    .map(String)
    .join("/");
}

function areUnique(list: readonly unknown[], keys: readonly string[]): boolean {
  if (!list.every(isMap)) return false;
  const seen = new Set(list.map((item) => keyOf(item, keys)));
  return seen.size === list.length && !seen.has("");
}

function byKey(list: readonly unknown[], keys: readonly string[]): Map<string, unknown> {
  return new Map(list.map((item) => [keyOf(item, keys), item]));
}
