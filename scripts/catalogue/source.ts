/** What only the text of a component says. */
export interface ComponentSource {
  /** The sentence above its definition. */
  readonly summary: string;
  readonly options: readonly OptionSource[];
}

export interface OptionSource {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly meaning: string;
  readonly default?: string;
}

const comment = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/`;

/** Reads the docstrings of a component's file: of the definition, and of each field of its options. */
export function readSource(text: string): ComponentSource {
  const [, above = ""] = new RegExp(`${comment}\\nexport const`).exec(text) ?? [];
  const [, fields = ""] = /export interface \w+Options \{\n([\s\S]*?)\n\}/.exec(text) ?? [];
  return { summary: plain(above), options: [...optionsIn(fields)] };
}

function* optionsIn(fields: string): Iterable<OptionSource> {
  const field = new RegExp(`(?:${comment}\\s*)?readonly (\\w+)(\\??): ([^;]+);`, "g");
  for (const [, doc = "", name = "", mark, type = ""] of fields.matchAll(field)) {
    const [meaning = "", fallback] = plain(doc).split(/\s*@default\s+/);
    yield {
      name,
      type: type.replace(/\s+/g, " "),
      isOptional: mark === "?",
      meaning,
      ...(fallback !== undefined && { default: fallback }),
    };
  }
}

/** A docstring on one line. */
function plain(doc: string): string {
  return doc
    .split("\n")
    .map((line) => line.replace(/^\s*\*?\s?/, "").trim())
    .filter((line) => line !== "")
    .join(" ");
}
