const posixClasses: Record<string, string> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  space: "\\s",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
};

const compiled = new Map<string, RegExp | undefined>();

/** The JavaScript form of a pattern in Go's RE2 syntax; undefined when there is none. */
export function patternOf(source: string): RegExp | undefined {
  if (!compiled.has(source)) compiled.set(source, compile(source));
  return compiled.get(source);
}

function compile(source: string): RegExp | undefined {
  const body = scopeFlags(source)
    .replace(/\[:(\w+):\]/g, (whole, name: string) => posixClasses[name] ?? whole)
    .replace(/\(\?P</g, "(?<")
    .replace(/\\A/g, "^")
    .replace(/\\z/g, "$")
    .replace(/\\p([A-Z])(?![a-z])/g, "\\p{$1}");
  // The "u" flag counts code points as Go does, but refuses needless escapes such as \_ or \-.
  return tryCompile(body, "u") ?? tryCompile(body, "");
}

/** Go's `(?i)` holds until the end of its group; JavaScript wants what it covers in a group of its own. */
function scopeFlags(source: string): string {
  let text = "";
  const extra = [0];
  for (const [token] of source.matchAll(
    /\\[^]|\[\^?\]?(?:\\[^]|\[:\w+:\]|[^\]])*\]|\(\?[ims]+\)|[^]/g,
  )) {
    const flags = /^\(\?([ims]+)\)$/.exec(token)?.[1];
    if (flags) {
      text += `(?${flags}:`;
      extra.push((extra.pop() ?? 0) + 1);
      continue;
    }
    if (token === "(") extra.push(0);
    if (token === ")") text += ")".repeat(extra.pop() ?? 0);
    text += token;
  }
  return text + ")".repeat(extra[0] ?? 0);
}

function tryCompile(body: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(body, flags);
  } catch {
    return undefined;
  }
}
