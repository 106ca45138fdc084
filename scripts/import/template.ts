// `{{ … }}` with its strings, in which braces mean nothing, and its comments.
const action =
  /\{\{-?\s*(\/\*[\s\S]*?\*\/|(?:"(?:\\.|[^"\\])*"|`[^`]*`|[^"`}]|\}(?!\}))*?)\s*-?\}\}/g;

const opening = /^(?:if|with|range|block|define)\b/;

interface Block {
  /** Nothing of it is kept: a named template, or what comes after `else`. */
  isDropped: boolean;
}

/** A template as plain text, without values: the first branch of each condition is kept, what is computed is empty. */
export function withoutActions(template: string): string {
  const blocks: Block[] = [];
  const kept: string[] = [];
  const keep = (text: string): void => {
    if (!blocks.some(({ isDropped }) => isDropped)) kept.push(text);
  };
  let end = 0;
  for (const match of template.matchAll(action)) {
    keep(template.slice(end, match.index));
    end = match.index + match[0].length;
    const code = match[1] ?? "";
    if (opening.test(code)) blocks.push({ isDropped: code.startsWith("define") });
    else if (/^else\b/.test(code)) blocks.at(-1)!.isDropped = true;
    else if (code === "end") blocks.pop();
    else keep(literal(code));
  }
  keep(template.slice(end));
  return kept.join("");
}

/** Braces that belong to the text are written as strings. */
function literal(code: string): string {
  if (/^`[^`]*`$/.test(code)) return code.slice(1, -1);
  return /^"(?:\\.|[^"\\])*"$/.test(code) ? (JSON.parse(code) as string) : "";
}
