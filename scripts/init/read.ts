import { readQuantity } from "../../lib/kubernetes/quantity.ts";
import { parseAddress, parseCidr, parseRange } from "../../lib/model/addresses.ts";
import { formats } from "../../lib/kubernetes/schema/formats.ts";
import { quantityIssues } from "../../lib/check/support/machines.ts";
import { didYouMean } from "../../lib/words.ts";
import type { Named } from "./answers.ts";
import { none } from "./answers.ts";

// Each reads what a person typed, or throws `<what was found>; <what to do>`.

export function readWord<Word extends string>(text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  // Of one letter any other is near.
  const near = text.length > 1 ? didYouMean(text, words) : undefined;
  const known = `use one of ${words.join(", ")}`;
  throw new Error(`"${text}" is none of its words; ${near ?? known}`);
}

export function readYes(text: string): boolean {
  return readWord({ y: "yes", n: "no" }[text] ?? text, ["yes", "no"]) === "yes";
}

export function readDomain(text: string): string {
  const meant = /^(?:https?:\/\/)?\*?\.?([^/:]+)/.exec(text.toLowerCase())?.[1] ?? "";
  if (text !== "" && formats["dns-subdomain"]!.test(text)) return text;
  const isNear = meant !== "" && formats["dns-subdomain"]!.test(meant);
  throw new Error(
    `"${text}" is no domain; ${isNear ? `did you mean "${meant}"?` : "write it as home.example.org"}`,
  );
}

export function readEmail(text: string): string {
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)) return text;
  throw new Error(`"${text}" is no mail address; write it as me@example.org`);
}

export function readName(text: string): string {
  if (text !== "" && formats["dns-label"]!.test(text) && /^[a-z]/.test(text)) return text;
  throw new Error(`"${text}" is no name; use lower case letters, digits and "-", a letter first`);
}

export function readAddress(text: string): string {
  return todo(() => parseAddress(text), text, "write it as four numbers from 0 to 255");
}

export function isAddress(text: string): boolean {
  return /^\d+(?:\.\d+){3}$/.test(text) && readAddress(text) === text;
}

/** `NAME=VALUE,...` with exactly these names. */
export function readSettings(
  text: string,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const pairs = readList(text).map((pair) => /^([^=]+)=(.+)$/.exec(pair) ?? [pair, pair]);
  const settings = Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value]));
  for (const name of Object.keys(settings))
    if (!names.includes(name)) {
      const near = didYouMean(name, names) ?? `use ${names.join(", ")}`;
      throw new Error(`"${name}" is none of its settings; ${near}`);
    }
  const missing = names.filter((name) => !settings[name]);
  if (missing.length === 0) return settings;
  throw new Error(
    `${missing.join(", ")} missing; write ${names.map((name) => `${name}=...`).join(",")}`,
  );
}

export function readCidr(text: string): string {
  return todo(() => parseCidr(text), text, "write its first address, a slash and the bits of it");
}

export function readRange(text: string): string {
  return todo(() => parseRange(text), text, "write its first address, a dash and its last");
}

/** The reason that was thrown, with what to do where it does not say so. */
function todo(parse: () => unknown, text: string, what: string): string {
  try {
    parse();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.includes("; ") ? message : `${message}; ${what}`, { cause: error });
  }
  return text;
}

/** With commas or spaces between them. */
export function readList(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

export function readOptional<Value>(
  text: string,
  read: (text: string) => Value,
): Value | undefined {
  return text === none ? undefined : read(text);
}

/** `NAME=ADDRESS`. */
export function readNamed(text: string): Named {
  const [name = "", address, ...more] = text.split("=");
  if (address === undefined || more.length > 0)
    throw new Error(`"${text}" is no NAME=ADDRESS; write both with "=" between them`);
  return { name: readName(name), address: readAddress(address) };
}

export function readCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`"${text}" is no number; use a whole number from 1 on`);
}

/** A Kubernetes quantity of memory. */
export function readMemory(text: string): string {
  const [issue] = quantityIssues("", text, "8Gi");
  if (issue !== undefined) throw new Error(issue.replace(/^has {2}("[^"]*"), not/, "$1 is not"));
  if (readQuantity(text)! >= 2 ** 30) return text;
  throw new Error(`"${text}" is less than 1Gi; did you mean "${Number.parseFloat(text)}Gi"?`);
}

export function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.password || url?.username)
    throw new Error("the URL carries a user or a password; leave them out, secrets come later");
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== "") return text;
  throw new Error(`"${text}" is no URL; write it as https://server.example.org/path`);
}

/** What Argo CD can clone without a key: a remote for SSH is told as the same for HTTPS. */
export function readRepository(text: string): string {
  const meant = overHttps(text);
  if (meant === undefined || meant === text) return readUrl(text);
  throw new Error(
    `"${text}" asks for an SSH key that Argo CD does not have; did you mean "${meant}"?`,
  );
}

/** `git@host:path` and `ssh://git@host:22/path` as `https://host/path`; undefined where it is neither. */
export function overHttps(remote: string): string | undefined {
  const [, host, path] =
    /^ssh:\/\/(?:[^@/]+@)?([^:/]+)(?::\d+)?\/(.+)$/.exec(remote) ??
    /^(?:[^@/]+@)([^:/]+):(?!\/\/)\/?(.+)$/.exec(remote) ??
    [];
  return host === undefined ? undefined : `https://${host}/${path}`;
}
