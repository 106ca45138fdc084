import { appendFileSync } from "node:fs";
import { review, refusedBy } from "../../lib/review/review.ts";
import { FleetError } from "../../lib/problem.ts";
import { baseCommit } from "../forge/base.ts";
import { reviewJob, type ReviewJob } from "../forge/job.ts";
import { writeNote } from "../forge/note.ts";
import { git } from "../git/git.ts";
import { marker, reviewMarkdown, usualLimit } from "../review/markdown.ts";
import { reviewText } from "../review/text.ts";
import { treeOf } from "../review/trees.ts";
import { runMain } from "../run/main.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "note",
  forms: {
    "": "say in a note of the merge request of this job what it does to the clusters; exit 1 on what npm run diff -- --gate refuses",
  },
  options: {},
  examples: [""],
  notes:
    "For jobs of GitLab, GitHub and Forgejo, with REVIEW_TOKEN: docs/ci.md. On a computer there is npm run diff.",
});

/** What GitLab takes in a note; GitHub and Forgejo take less. */
const gitlabLimit = 900_000;

await runMain(async () => {
  readOptions(usage);
  process.chdir(git("rev-parse", "--show-toplevel"));
  const job = reviewJob(process.env);
  const base = baseCommit(job, process.env);
  const found = review(treeOf(base), treeOf("HEAD"));
  const compared = { base: shortOf(base), head: shortOf("HEAD") };
  console.log(reviewText(found, compared, false));
  const limit = job.forge === "gitlab" ? gitlabLimit : usualLimit;
  await tell(job, reviewMarkdown(found, compared, limit));
  return refusedBy(found).length > 0 ? 1 : 0;
});

/** A job that may not comment, as one of a fork, has said it in its log. */
async function tell(job: ReviewJob, text: string): Promise<void> {
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (summary) appendFileSync(summary, text);
  if (!job.token) {
    console.log("the note is not written: REVIEW_TOKEN is not set; docs/ci.md says what it is");
    return;
  }
  try {
    console.log(`the note of the merge request is ${await writeNote(job, text, marker)}`);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    console.log(`the note is not written: ${error.message.split("\n", 1)[0]}`);
  }
}

function shortOf(commit: string): string {
  return git("rev-parse", "--short=8", commit);
}
