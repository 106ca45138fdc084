/** Texts that are credentials wherever they stand. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\b(?:ghp|gho|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}/, "a GitHub token"],
  [/\bgl(?:pat|rt|dt|cbt)-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\bhv[sb]\.[A-Za-z0-9_-]{20,}/, "a Vault token"],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/, "an age key"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/, "a JSON web token"],
  [/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/, "a password hash"],
  [/:\/\/[^/\s:@]+:[^/\s:@${}<]+@/, "a URL with a password"],
];

/** All shapes at once: nearly every text passes this and is done. */
const anyShape = new RegExp(shapes.map(([{ source }]) => `(?:${source})`).join("|"));

const words =
  "password|passwd|passphrase|token|access[-_]?key(?:[-_]?id)?|(?:secret|api|private|signing|encryption)[-_]?key|client[-_]?secret|credentials";

/** Names of fields that hold a credential itself, not the name of a Secret. */
const field = new RegExp(`(?:^|[-_.]|[a-z])(?:${words})$`, "i");

/** `existingSecretKey` and its kin may name a Secret or a key of one. */
const naming = /existing|secret(?:[-_]?key)?$|credentials$/i;

/** A value that only says where the credential is: a path, a variable, a switch, a reference. */
const indirect =
  /^(?:$|\/|[$!%<{*]|(?:true|false|yes|no|on|off|[01]|null|none|nil|changeme)$|env\(|file:|ref\+|vault:|op:\/\/)/i;

/** The name of an object or of a key in it, such as `db-credentials`. */
const objectName = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)+$/;

/** `key: value`, `key = value` and `"key": "value"` in a text, and `--key=value`. */
const assignment = new RegExp(
  `(?:^|[\\n{,])[ \\t"'-]*([\\w.-]*(?:${words}))["']?[ \\t]*[:=][ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([^\\s"'#,;}]+))[ \\t]*(?:[,;#}]|\\r?\\n|$)`,
  "gi",
);
const anyWord = new RegExp(words, "i");

/** What a text looks like, in words that finish "looks like"; undefined for every harmless one. */
export function credentialIn(name: string, text: string): string | undefined {
  if (anyShape.test(text)) return shapes.find(([pattern]) => pattern.test(text))?.[1];
  if (isCredential(name, text)) return "a credential";
  return anyWord.test(text) ? assigned(text) : undefined;
}

/** Whether a field of that name holds the credential itself. */
function isCredential(name: string, value: string): boolean {
  if (!field.test(name) || indirect.test(value)) return false;
  return !naming.test(name) || !objectName.test(value);
}

/** A credential that the text gives to one of its own fields. */
function assigned(text: string): string | undefined {
  for (const [, name = "", double, single, bare] of text.matchAll(assignment)) {
    // Without quotes, a call or a path through fields is an expression.
    if (bare !== undefined && /[().[]/.test(bare)) continue;
    const last = name.slice(name.lastIndexOf(".") + 1);
    if (isCredential(last, double ?? single ?? bare ?? "")) return `a credential (${name})`;
  }
  return undefined;
}
