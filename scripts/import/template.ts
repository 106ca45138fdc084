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
  for (const [start, code, after] of actionsOf(template)) {
    keep(template.slice(end, start));
    end = after;
    if (opening.test(code)) blocks.push({ isDropped: code.startsWith("define") });
    else if (/^else\b/.test(code) && blocks.length > 0) blocks.at(-1)!.isDropped = true;
    else if (code === "end") blocks.pop();
    else keep(literal(code));
  }
  keep(template.slice(end));
  return kept.join("");
}

/**
 * `{{ … }}` with its strings, in which braces mean nothing, and its comments. In one pass: a template of nothing but
 * openings would take an expression for ever.
 */
function* actionsOf(template: string): Iterable<[start: number, code: string, after: number]> {
  let start = template.indexOf("{{");
  while (start >= 0) {
    const close = endOf(template, start + 2);
    // Helm would refuse it.
    if (close < 0) return;
    const code = template
      .slice(start + 2, close)
      .replace(/^-/, "")
      .replace(/-$/, "")
      .trim();
    yield [start, code, close + 2];
    start = template.indexOf("{{", close + 2);
  }
}

const marks = /\/\*|\}\}|["`]/g;

/** Where the `}}` stands that closes an action; -1 where none does. */
function endOf(template: string, from: number): number {
  for (let at = from; ;) {
    marks.lastIndex = at;
    const found = marks.exec(template);
    if (!found) return -1;
    if (found[0] === "}}") return found.index;
    at = afterQuoted(template, found.index, found[0]);
    if (at === 0) return -1;
  }
}

/** Behind a string or a comment; 0 where it does not end. */
function afterQuoted(template: string, start: number, mark: string): number {
  const end = mark === "/*" ? "*/" : mark;
  if (mark !== '"') {
    const close = template.indexOf(end, start + mark.length);
    return close < 0 ? 0 : close + end.length;
  }
  for (let at = start + 1; at < template.length; at++) {
    if (template[at] === "\\") at++;
    else if (template[at] === '"') return at + 1;
  }
  return 0;
}

/** Braces that belong to the text are written as strings. */
function literal(code: string): string {
  if (/^`[^`]*`$/.test(code)) return code.slice(1, -1);
  if (!/^"(?:\\.|[^"\\])*"$/.test(code)) return "";
  try {
    return JSON.parse(code) as string;
  } catch {
    // Go knows more escapes than JSON.
    return "";
  }
}
