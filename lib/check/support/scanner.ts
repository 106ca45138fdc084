import { creator } from "@secretlint/secretlint-rule-preset-recommend";

/** What is used of a rule of the preset: each looks at a text as a whole, and reports. */
interface Rule {
  readonly meta: { readonly id: string };
  readonly messages: unknown;
  create(
    context: Readonly<Record<string, unknown>>,
    options: object,
  ): { file?(source: Readonly<Record<string, string>>): void };
}

interface Preset {
  create(registry: { registerRule(rule: Rule): void }, options: object): void;
}

/** In words that finish "looks like". Whose token it is, the id of the rule says. */
const titles: Readonly<Record<string, string>> = {
  aws: "an AWS access key",
  basicauth: "a URL with a password",
  "database-connection-string": "a URL with a password",
  gcp: "a key of Google Cloud",
  github: "a GitHub token",
  gitlab: "a GitLab token",
  "hashicorp-vault": "a Vault token",
  privatekey: "a private key",
  slack: "a Slack token",
};

/** An account's number is no secret; a comment is for who lints files. */
const harmless = new Set(["AWSAccountID"]);
const unused = new Set(["filter-comments"]);

type Look = (text: string) => string | undefined;

/** The rules of secretlint, which its maintainers keep up with what services hand out. */
const looks: readonly Look[] = (() => {
  const found: Look[] = [];
  (creator as unknown as Preset).create(
    {
      registerRule(rule) {
        const name = rule.meta.id.replace(/^.*secretlint-rule-/, "");
        if (!unused.has(name)) found.push(lookOf(rule, name));
      },
    },
    {},
  );
  return found;
})();

function lookOf(rule: Rule, name: string): Look {
  let reported = false;
  const handler = rule.create(
    {
      createTranslator: () => (messageId: string) => ({ messageId }),
      ignore() {},
      report({ message }: { readonly message: { readonly messageId: string } }) {
        reported ||= !harmless.has(message.messageId);
      },
      sharedOptions: {},
    },
    {},
  );
  return (content) => {
    reported = false;
    handler.file?.({ content, contentType: "text", ext: "", filePath: "" });
    return reported ? (titles[name] ?? `a credential of ${name}`) : undefined;
  };
}

/**
 * All that a rule finds has a run of letters in both cases or digits, an address with a user, or a header: names of
 * objects and hosts, which are nearly all there is, have none.
 */
function isCandidate(text: string): boolean {
  if (/:\/\/[^\s/]*@|-----BEGIN|[\da-f]{32}/.test(text)) return true;
  // Run by run: one expression that looks ahead for both takes hours for a text of a megabyte.
  for (const [run] of text.matchAll(/[\w+/=-]{16,}/g))
    if (/[A-Z]/.test(run) && /\d/.test(run)) return true;
  return false;
}

/** What a text looks like to secretlint; undefined for every harmless one. */
export function scan(text: string): string | undefined {
  if (!isCandidate(text)) return undefined;
  for (const look of looks) {
    const found = look(text);
    if (found !== undefined) return found;
  }
  return undefined;
}
