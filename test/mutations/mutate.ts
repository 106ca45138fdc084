import { inspect } from "node:util";
import { pick } from "../lib/support/random.ts";

type Random = () => number;
type Holder = Record<string | number, unknown>;
type Place = readonly [holder: Holder, key: string | number];

/** A tree of plain data with one thing wrong, or with two. */
export interface Mutation {
  readonly data: unknown;
  /** What was done, for who reads a failure. */
  readonly done: string;
}

const deep = (depth: number): unknown => {
  let value: unknown = "bottom";
  for (let left = depth; left > 0; left--) value = left % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What JSON can hold, and what a file of TypeScript could say. */
const plain: readonly (() => unknown)[] = [
  () => null,
  () => "",
  () => " ",
  () => "x",
  () => "a\nb",
  () => "\ud83d",
  () => "constructor",
  () => "__proto__",
  () => "10.0.0.1",
  () => "10.0.0.0/99",
  () => "x".repeat(20_000),
  () => 0,
  () => -1,
  () => 1.5,
  () => 1e308,
  () => 2 ** 53,
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => JSON.parse('{ "__proto__": { "name": "x" }, "constructor": {} }') as unknown,
];

const strange: readonly (() => unknown)[] = [
  () => undefined,
  () => NaN,
  () => -Infinity,
  () => 10n,
  () => Symbol("x"),
  () => () => "x",
  () => new Date(0),
  () => new Map([["a", 1]]),
  // oxlint-disable-next-line no-sparse-arrays
  () => [, "x"],
  () => deep(3_000),
];

/** One change somewhere in a copy of the data; without `isPlain` of anything that code could hold. */
export function mutate(original: unknown, random: Random, isPlain = false): Mutation {
  const data = structuredClone(original);
  const done = [once(data as Holder, random, isPlain)];
  if (random() < 0.2) done.push(once(data as Holder, random, isPlain));
  return { data, done: done.join(", then ") };
}

function once(data: Holder, random: Random, isPlain: boolean): string {
  const places = [...placesIn(data)];
  const [holder, key] = pick(random, places);
  const at = `${String(key)} of {${Object.keys(holder).slice(0, 4).join(", ")}}`;
  const change = pick(random, changes);
  return `${change(holder, key, { random, places, isPlain })} ${at}`;
}

interface Around {
  readonly random: Random;
  readonly places: readonly Place[];
  readonly isPlain: boolean;
}

type Change = (holder: Holder, key: string | number, around: Around) => string;

const replace: Change = (holder, key, { random, isPlain }) => {
  const value = pick(random, isPlain ? plain : [...plain, ...strange])();
  holder[key] = value;
  const text = inspect(value, { depth: 0, maxStringLength: 40 });
  return `${text.slice(0, 40)} in`;
};

/** Twice, since it is the widest. */
const changes: readonly Change[] = [
  replace,
  replace,
  (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    return "without";
  },
  (holder, key, { random, places }) => {
    const [other, otherKey] = pick(random, places);
    // One inside the other would make a circle.
    [holder[key], other[otherKey]] = [copyOf(other[otherKey]), copyOf(holder[key])];
    return `exchanged with ${String(otherKey)}`;
  },
  (holder, key, { random }) => {
    const text = holder[key];
    if (typeof text !== "string") return replaceKey(holder, key);
    const at = Math.floor(random() * text.length);
    holder[key] = text.slice(0, at) + text.slice(at + 1);
    return "a letter less in";
  },
  (holder, key) => {
    const target = holder[key];
    if (Array.isArray(target)) target.push(copyOf(target[0]));
    else if (typeof target === "object" && target !== null) (target as Holder)["extra"] = 1;
    else holder[key] = [target];
    return "more in";
  },
];

/** Of maps and lists: what else stands there cannot be copied, or need not be. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (Object.prototype.toString.call(value) !== "[object Object]") return value;
  return Object.fromEntries(
    Object.entries(value as Holder).map(([key, one]) => [key, copyOf(one)]),
  );
}

function replaceKey(holder: Holder, key: string | number): string {
  if (Array.isArray(holder)) holder.reverse();
  else {
    holder[`${key}s`] = holder[key];
    delete holder[key];
  }
  return "another name for";
}

function* placesIn(value: unknown): Iterable<Place> {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const own = Array.isArray(value) ? Number(key) : key;
    yield [value as Holder, own];
    yield* placesIn((value as Holder)[own]);
  }
}
