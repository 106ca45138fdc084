import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Types as the compiler writes them, and as the sources declare them. */
export class TypeTexts {
  readonly #directory: string;
  #declared: ReadonlyMap<string, string> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The alternatives of a union without those of nothing; what a name stands for in its place. */
  alternatives(type: string): string[] {
    return splitAt(type, "|").flatMap((part) => {
      if (["undefined", "null", ""].includes(part)) return [];
      const declared = this.#declaration(part);
      return declared?.includes("{") === false ? this.alternatives(declared) : [part];
    });
  }

  /** The texts that a type allows, where it allows nothing else. */
  words(type: string): string[] | undefined {
    const parts = this.alternatives(type);
    const words = parts.flatMap((part) => /^"(.*)"$/.exec(part)?.[1] ?? []);
    return parts.length > 0 && words.length === parts.length ? words : undefined;
  }

  /** The fields of objects of a type, as far as they can be read. */
  fields(type: string): string[] {
    return [...new Set(this.#fields(type))];
  }

  #fields(type: string): string[] {
    const parts = splitAt(type, "|").flatMap((part) => splitAt(part, "&"));
    return parts.flatMap((part) => {
      if (part.startsWith("{")) return fieldsOf(part);
      const inner = /^(?:Omit|Readonly|Partial|Record|keyof )<?(.+?)(?:, .*)?>?$/s.exec(part)?.[1];
      const declared = inner ?? this.#declaration(part);
      return declared === undefined || declared === part ? [] : this.#fields(declared);
    });
  }

  #declaration(name: string): string | undefined {
    if (!/^\w+(?:<.*>)?$/s.test(name)) return undefined;
    this.#declared ??= declarations(this.#directory);
    return this.#declared.get(name.replace(/<.*/s, ""));
  }
}

/** A name that says something: no generated one, and no type that is written out. */
export function nameOf(type: string): string | undefined {
  const name = /^(?:readonly )?(\w+)(?:<.*>)?(?: \| undefined)?$/s.exec(type)?.[1];
  return name === undefined || /^(?:Omit|Partial|Readonly|Record|[a-z]\w*)$/.test(name)
    ? undefined
    : name;
}

/** At the top level, outside of brackets and quotes. */
function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' && text[at - 1] !== "\\") isQuoted = !isQuoted;
    if (isQuoted) continue;
    if ("([{<".includes(char)) depth++;
    else if (")]}".includes(char) || (char === ">" && text[at - 1] !== "=")) depth--;
    else if (char === separator && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return (last === "" ? parts : [...parts, last]).map(unwrapped);
}

function unwrapped(part: string): string {
  return part.startsWith("(") && part.endsWith(")") ? part.slice(1, -1) : part;
}

function fieldsOf(type: string): string[] {
  return splitAt(type.slice(1, type.lastIndexOf("}")), ";").flatMap((part) => {
    return /^(?:readonly )?"?([\w$-]+)"?\??\s*[:(]/.exec(part)?.[1] ?? [];
  });
}

/** What the model and the components call a type: the body of an interface, or what a name stands for. */
function declarations(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of ["lib/model", "charts"]) {
    for (const text of sourcesIn(join(directory, folder))) {
      const source = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=\s)\/\/.*/g, "");
      // One that grows by declarations stands in several files; what it extends stands before its own fields.
      for (const [, , name, parents = "", body] of source.matchAll(
        /^( *)(?:export )?interface (\w+)(?:<[^{]*?>)?(?: extends ([\w, ]+))?[^{]*(\{[\s\S]*?\n\1\})/gm,
      ))
        found.set(
          name!,
          [found.get(name!), ...parents.split(", "), body].filter(Boolean).join(" & "),
        );
      for (const [, name, body] of source.matchAll(/type (\w+) =([^;{]*?);/g))
        found.set(name!, body!.trim());
    }
  }
  return found;
}

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .sort()
      .map((path) => readFileSync(join(folder, path), "utf8"));
  } catch {
    return [];
  }
}
