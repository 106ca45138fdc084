import { scan } from "./scanner.ts";

/** Texts that are credentials wherever they stand, and that the scanner does not know. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\bgh[oprsu]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}/, "a GitHub token"],
  [/\bgl(?:pat|rt|dt|cbt|ptt|ft|soat|agent|oas|imt)-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\bhv[sbr]\.[A-Za-z0-9_-]{20,}/, "a Vault token"],
  [/\bhf_[A-Za-z]{34}\b/, "a Hugging Face token"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "an npm token"],
  [/\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/=]{24,}/, "a Stripe key"],
  [
    /\bdop_v1_[a-f0-9]{64}\b|\bdckr_pat_[A-Za-z0-9_-]{20,}|\btskey-[a-z]+-[A-Za-z0-9-]{16,}/,
    "a token",
  ],
  [/\bAIza[A-Za-z0-9_-]{35}\b/, "a key of Google Cloud"],
  [/\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/, "a Telegram token"],
  [
    /https:\/\/(?:[a-z]+\.)?discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/,
    "a webhook of Discord",
  ],
  [/https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,}/, "a webhook of Slack"],
  [/\bAGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}/, "an age key"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/, "a JSON web token"],
  [
    /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|[156y]\$[^$\s]{1,40}\$(?:[^$\s]{1,40}\$)?[./A-Za-z0-9]{20,})/,
    "a password hash",
  ],
  [
    /\$argon2(?:id|i|d)\$v=\d+\$|\{S?SHA(?:256|512)?\}[A-Za-z0-9+/=]{20,}|\$pbkdf2[\w-]*\$|\bSCRAM-SHA-256\$/,
    "a password hash",
  ],
  [/\b(?:Basic|Bearer|Token) +(?=[\w+/=.~-]*\d)[\w+/=.~-]{16,}/, "an Authorization header"],
  // A user and a password, a password alone, or a token in the place of a user; not a variable.
  [
    /:\/\/(?:[^/\s:@]{0,100}:(?![@$%{<*])[^\s@]{0,200}(?:[^\s@/{}<>$]|\$[^({A-Z])[^\s@/{}<>]{0,20}|[A-Za-z0-9_-]{20,200})@[\w[]/,
    "a URL with a password",
  ],
  [/\b[\w.-]{1,80}:(?![$%{<*])[^\s:@/{}<>]+@(?:tcp|unix)\(/, "an address with a password"],
];

/** All shapes at once: nearly every text passes this and is done. */
const anyShape = new RegExp(shapes.map(([{ source }]) => `(?:${source})`).join("|"));

const words =
  "password|passwd|passphrase|pass|pwd|token|access[-_]?key(?:[-_]?id)?|(?:secret|api|private|signing|encryption|master|account)[-_]?key|(?:client|app|jwt|cookie|session|webhook|shared|auth|hmac)[-_]?secret|credentials|client-key-data|preshared[-_]?key|(?:bearer|auth|identity)[-_]?token";

/** Names of fields that hold a credential itself, not the name of a Secret. */
const field = new RegExp(`(?:^|[-_.]|[a-z])(?:${words})$`, "i");

/** Of settings of a tool about its own tokens and passwords: how long, how many, whether. */
const setting =
  /(?:^|[-_.])(?:max|min|num|use|enable|allow|require|disable|next|prev|previous|page|continue|show|hide|count|ignore|skip|no|is|has|bypass|pass)[-_.]?\w*$|(?:max|min|num|use|enable|allow|require|disable|next|previous|page|continue|show|hide)[A-Z]\w*$/i;

/** Fields that may name a Secret, and such that name one or a key of one. */
const naming = /(?:secret|credentials|(?:^|[-_.])pass)$/i;
const namingKey = /existing|secret[-_]?key$/i;

/** Variables hold what they say. */
const variable = /^[A-Z][A-Z0-9_]*$/;

/** A value that only says where the credential is, or none: a path, a variable, a switch, a number, a reference. */
const indirect =
  /^(?:$|\/|[!%<{*]|\$(?![\w]*\$)[\w{(]|\$\$|(?:true|false|yes|no|on|off|null|none|nil|changeme|change-me|optional|required|disabled|enabled)$|\d+(?:\.\d+)?[a-z]{0,2}$|env[(:]|file:|ref\+|vault:|op:\/\/|secret:|https?:\/\/[^@]*$|[\w.-]+\/[\w./-]+$|[-=+?]$)/i;

/** Words that end in one of the others. */
const commonWord = /(?:com|by|tres|sur)pass$/i;

/** The name of a file, of a key that Kubernetes reads, or of a variable. */
const elsewhere =
  /^[\w.-]+\.(?:key|pem|crt|cer|txt|json|ya?ml|env|conf|p12|jks)$|^\.docker(?:configjson|cfg)$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** The name of an object or of a key in it, such as `db-credentials`. */
const objectName = /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)+$/;

/** What a person reads: words with spaces between them. */
const prose = /^[\p{L}][\p{L}\d'’.,:;?!()/-]*(?: [\p{L}\d'’"“”.,:;?!()/…-]+)+$/u;

/** `key: value`, `key = value` and `"key": "value"` at the start of a line or of a list's part. */
const atStart = `(?:^|[\\n{,])[ \\t"'-]*([\\w.-]*(?:${words}))["']?[ \\t]*[:=][ \\t]*`;
/** `key=value` in the midst of a line: of a connection string, of arguments. */
const inside = `[;?& \\t]-{0,2}([\\w.-]{0,80}(?:${words}))=`;
const quotedOr = (bare: string): string => `(?:"([^"\\n]*)"|'([^'\\n]*)'|${bare})`;
const given = quotedOr(`([^\\s"'#,;&}]+)[ \\t]*(?=[,;&#}]|\\r?\\n|$)`);
const givenInside = quotedOr(`([^\\s"'#,;&}]+)(?=[,;&#} \\t"']|\\r?\\n|$)`);
const assignments = [new RegExp(atStart + given, "gi"), new RegExp(inside + givenInside, "gi")];
const anyWord = new RegExp(words, "i");

/** What a text looks like, in words that finish "looks like"; undefined for every harmless one. */
export function credentialIn(name: string, text: string): string | undefined {
  if (!isHarmless(text)) {
    const found = text.length > 7 ? (shapeOf(text) ?? assignedIn(text)) : undefined;
    if (found !== undefined) return found;
    if (text.length <= short) harmless.add(text);
  }
  return isCredential(name, text) ? "a credential" : undefined;
}

/** Texts that are none, whatever they are called: a fleet has the same ones again and again. */
const harmless = new Set<string>();
const short = 100;
const kept = 50_000;

function isHarmless(text: string): boolean {
  if (harmless.size > kept) harmless.clear();
  return text.length <= short && harmless.has(text);
}

function assignedIn(text: string): string | undefined {
  if (!anyWord.test(text)) return undefined;
  // A file within a file: its lines are escaped.
  return assigned(text) ?? (text.includes("\\") ? assigned(unescaped(text)) : undefined);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\+n/g, "\n").replaceAll(/\\+"/g, '"');
}

function shapeOf(text: string): string | undefined {
  if (anyShape.test(text)) return shapes.find(([pattern]) => pattern.test(text))?.[1];
  const found = scan(text);
  if (found !== undefined || !encoded.test(text)) return found;
  for (const [run] of text.matchAll(encodedRuns)) {
    const decoded = Buffer.from(run.replaceAll(/\s/g, ""), "base64").toString();
    // What is no text was not encoded to be read.
    if (/[^\P{C}\n\r\t]|\uFFFD/u.test(decoded)) continue;
    const inner = credentialIn("", decoded);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Base64 of some length. */
const run = "(?:[A-Za-z0-9+/]{4}){6}";
const encoded = new RegExp(run);
const encodedRuns = new RegExp(`${run}(?:\\s?[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?`, "g");

/** Whether a field of that name holds the credential itself. */
function isCredential(name: string, value: string): boolean {
  if (!holdsCredential(name) || indirect.test(value)) return false;
  if (prose.test(value) || elsewhere.test(value) || bare(value) === bare(name)) return false;
  if (variable.test(name)) return true;
  if (namingKey.test(name) && /^[A-Za-z][A-Za-z_.-]*$/.test(value)) return false;
  return !(naming.test(name) || namingKey.test(name)) || !objectName.test(value);
}

/** The name of a key, in whatever way it is written: `access-key` of `accessKey`. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, "");
}

/** By name, of which there are few. */
const fields = new Map<string, boolean>();

/** Whether what a field of that name holds is the credential, whatever it looks like. */
export function holdsCredential(name: string): boolean {
  let holds = fields.get(name);
  if (holds === undefined) {
    if (fields.size > kept) fields.clear();
    holds = field.test(name) && !commonWord.test(name) && !setting.test(withoutWord(name));
    fields.set(name, holds);
  }
  return holds;
}

/** `MAX_` of `MAX_TOKEN`. */
function withoutWord(name: string): string {
  return name.replace(field, (match) => match.slice(0, /^[-_.]/.test(match) ? 1 : 0));
}

/** A credential that the text gives to one of its own fields. */
function assigned(text: string): string | undefined {
  const found = assignments.flatMap((pattern) => [...text.matchAll(pattern)]);
  for (const [, name = "", double, single, bare] of found) {
    // Without quotes, a call or a path through fields is an expression.
    if (bare !== undefined && /[().[]/.test(bare)) continue;
    const last = name.slice(name.lastIndexOf(".") + 1);
    if (isCredential(last, double ?? single ?? bare ?? "")) return `a credential (${name})`;
  }
  return undefined;
}
