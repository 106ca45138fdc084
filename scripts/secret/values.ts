import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { failure } from "../tell/failure.ts";
import { listed } from "../../lib/check/support/rule.ts";
import { didYouMean } from "../../lib/words.ts";
import { promptHidden } from "./prompt.ts";

export type Values = Readonly<Record<string, string>>;

export interface Wanted {
  /** What is asked for, in prompts and messages. */
  readonly place: string;
  readonly keys: readonly string[];
  /** Of those, the ones that get a random value. */
  readonly generated: readonly string[];
  /** Whether each key needs a value; otherwise an empty one keeps what there is. */
  readonly isWhole: boolean;
}

/** Values from standard input, from a prompt without echo, and at random. Never from the arguments. */
export async function readValues(wanted: Wanted): Promise<Values> {
  const { place, keys, generated, isWhole } = wanted;
  for (const key of generated) requireKnown(place, keys, key);
  const random = Object.fromEntries(
    generated.map((key) => [key, randomBytes(32).toString("base64url")]),
  );
  const asked = keys.filter((key) => !generated.includes(key));
  const given = process.stdin.isTTY
    ? await ask(place, asked)
    : fromText(await text(process.stdin), wanted, asked);
  const values = { ...given, ...random };
  const missing = keys.filter((key) => values[key] === undefined);
  if (isWhole && missing.length > 0)
    throw failure(place, `has no value for ${listed(missing)}; give one for each key`);
  if (Object.keys(values).length === 0)
    throw failure(
      place,
      `was given no value; give one for ${listed(keys, "or")}, or name a key with --generate`,
    );
  return values;
}

async function ask(place: string, keys: readonly string[]): Promise<Values> {
  const values: Record<string, string> = {};
  for (const key of keys) {
    const value = await promptHidden(`${place} ${key}: `);
    if (value !== "") values[key] = value;
  }
  return values;
}

/** An object of JSON by key; plain text where there is one key only, without the newline at its end. */
function fromText(input: string, { place, keys }: Wanted, asked: readonly string[]): Values {
  const trimmed = input.trim();
  if (trimmed === "") return {};
  if (!trimmed.startsWith("{")) {
    if (asked.length === 1) return { [asked[0]!]: input.replace(/\n$/, "") };
    const message = `has the keys ${listed(asked)}, and standard input is no JSON object; give {"${asked[0]}": "…", …}`;
    throw failure(place, message);
  }
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(trimmed) as Record<string, unknown>;
  } catch {
    // The parser's own message quotes the input.
    throw failure(place, "was given JSON that does not parse; check its quotes and commas");
  }
  for (const [key, value] of Object.entries(parsed)) {
    requireKnown(place, keys, key);
    if (typeof value !== "string" || value === "")
      throw failure(place, `was given no text for key "${key}"; give it one`);
  }
  return parsed as Values;
}

function requireKnown(place: string, keys: readonly string[], key: string): void {
  if (keys.includes(key)) return;
  throw failure(
    place,
    `has no key "${key}"; ${didYouMean(key, keys) ?? `use ${listed(keys, "or")}`}`,
  );
}
