import { forTerminal } from "../tell/terminal.ts";
import { review, refusedBy } from "../../lib/review/review.ts";
import { runMain } from "../run/main.ts";
import { endWithUsage, readWords, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { reviewMarkdown, usualLimit } from "../review/markdown.ts";
import { page } from "../review/pager.ts";
import { codeQuality, reviewJson, sarif } from "../review/reports.ts";
import type { State } from "../review/revisions.ts";
import { differs, mergeBase, named } from "../review/revisions.ts";
import { reviewText } from "../review/text.ts";
import { treeOf, workTree } from "../review/trees.ts";

const usage = defineUsage({
  command: "diff",
  forms: {
    "": "say what the work tree does to the clusters, since it left the branch that Argo CD follows",
    BASE: "the same, since a commit, tag or branch",
    "BASE --head REV": "what one commit does to the clusters beside another",
  },
  options: {
    head: { type: "string", value: "REV", means: "a commit in place of the work tree" },
    format: {
      type: "string",
      value: "FORMAT",
      means:
        "text, markdown (a note for a merge request), json, codequality (GitLab) or sarif (GitHub); text when left out",
    },
    gate: {
      type: "boolean",
      means: "exit 1 on what destroys data or cannot be synced, unless the data allows it",
    },
    limit: {
      type: "string",
      value: "BYTES",
      means: `of markdown; ${usualLimit} when left out, which GitHub takes, and GitLab takes 1000000`,
    },
    "no-pager": { type: "boolean", means: "print, on a terminal too" },
  },
  examples: ["", "HEAD~1 --head HEAD", "--format markdown --gate"],
  notes:
    "It compares dist/ and what is recorded of charts: run synth first. Nothing is checked out, no cluster is asked.",
});

const formats = ["text", "markdown", "json", "codequality", "sarif"] as const;

await runMain(main);

async function main(): Promise<number> {
  const { values, words } = readWords(usage);
  if (words.length > 1) endWithUsage("name one commit to compare with", usage);
  const format = requireWord(values.format ?? "text", formats, usage);
  const limit = Number(values.limit ?? usualLimit);
  if (!Number.isInteger(limit) || limit < 2000)
    endWithUsage(`"${values.limit}" is no whole number from 2000 on`, usage);
  const head: State = values.head === undefined ? { name: "the work tree" } : named(values.head);
  const [word] = words;
  const base = word === undefined ? mergeBase(head.commit ?? "HEAD") : named(word);
  const found = review(
    treeOf(base.commit!),
    head.commit === undefined ? workTree() : treeOf(head.commit),
  );
  if (head.commit === undefined && found.objects.length === 0 && differs(base.commit!, "clusters"))
    console.error(
      `note: clusters/ differs from ${base.name}, and what is rendered does not; run "npm run synth" first`,
    );
  const compared = { base: base.name, head: head.name };
  switch (format) {
    case "text":
      tell(values["no-pager"] === true, (isColored) => reviewText(found, compared, isColored));
      break;
    case "markdown":
      print(reviewMarkdown(found, compared, limit));
      break;
    case "json":
      print(reviewJson(found, compared));
      break;
    case "codequality":
      print(codeQuality(found));
      break;
    case "sarif":
      print(sarif(found));
  }
  return values.gate && refusedBy(found).length > 0 ? 1 : 0;
}

function tell(isPlain: boolean, textIn: (isColored: boolean) => string): void {
  const isTerminal = process.stdout.isTTY;
  const text = textIn(isTerminal && !process.env["NO_COLOR"]);
  if (isTerminal && !isPlain) page(forTerminal(text));
  else console.log(text);
}

/** What a merge request changes, others have written. */
function print(text: string): void {
  process.stdout.write(forTerminal(text));
}
