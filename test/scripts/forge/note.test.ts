import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reviewJob, type ReviewJob } from "../../../scripts/forge/job.ts";
import { writeNote } from "../../../scripts/forge/note.ts";
import { eventOf, jobVariables, startForge, token } from "../stand-ins/forge.ts";
import type { Forge, ForgeName } from "../stand-ins/forge.ts";

const base = "1".repeat(40);
const marker = "<!-- review -->";
const forges = ["gitlab", "github", "forgejo"] as const;

let directory = "";
let forge: Forge | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "strata-note-"));
});

afterEach(() => {
  forge?.close();
  rmSync(directory, { recursive: true, force: true });
});

async function start(name: ForgeName, given = token): Promise<{ forge: Forge; job: ReviewJob }> {
  forge = await startForge(name, directory);
  const event = join(directory, "event.json");
  writeFileSync(event, eventOf(name, base));
  const variables = { ...jobVariables(name, forge.url, { base, event }), REVIEW_TOKEN: given };
  return { forge, job: reviewJob(variables) };
}

describe.each(forges)("the note of a merge request on %s", (name) => {
  it("is made once, then written over where it says something else", async () => {
    const { forge: server, job } = await start(name);
    server.notes.push({ id: 1, body: "Looks good to me." });
    const text = `${marker}\nnothing is deleted`;

    expect(await writeNote(job, text, marker)).toBe("made");
    expect(await writeNote(job, text, marker)).toBe("unchanged");
    expect(await writeNote(job, `${marker}\na volume goes`, marker)).toBe("updated");
    expect(server.notes).toEqual([
      { id: 1, body: "Looks good to me." },
      { id: 2, body: `${marker}\na volume goes` },
    ]);
  });

  it("is found among hundreds", async () => {
    const { forge: server, job } = await start(name);
    for (let id = 1; id <= 250; id++) server.notes.push({ id, body: `remark ${id}` });
    server.notes[230]!.body = `${marker}\nof yesterday`;

    expect(await writeNote(job, `${marker}\nof today`, marker)).toBe("updated");
    expect(server.notes).toHaveLength(250);
    expect(server.notes[230]!.body).toBe(`${marker}\nof today`);
  });

  it("says what to do where the forge refuses, and not the token", async () => {
    const { job } = await start(name, "token-of-somebody");

    await expect(writeNote(job, marker, marker)).rejects.toThrow(
      /GET answered 401; give REVIEW_TOKEN the right to comment/,
    );
    await expect(writeNote(job, marker, marker)).rejects.not.toThrow(/token-of-somebody/);
  });

  it("says what to do where nobody answers", async () => {
    const { forge: server, job } = await start(name);
    server.close();

    await expect(writeNote(job, marker, marker)).rejects.toThrow(/127\.0\.0\.1.*; /);
  });
});

describe("a job of a merge request", () => {
  it("knows what it is held against", async () => {
    expect((await start("gitlab")).job.base).toBe(base);
    forge!.close();
    expect((await start("forgejo")).job.base).toBe(base);
    forge!.close();
    // The merge itself is checked out.
    expect((await start("github")).job.base).toBe("HEAD^1");
  });

  it.each([
    [
      "on a computer",
      {},
      "this is no job of GitLab, GitHub or Forgejo; on a computer npm run diff",
    ],
    ["of a branch", { GITLAB_CI: "true" }, "CI_MERGE_REQUEST_IID: is not set; run this in a job"],
    [
      "without its event",
      { GITHUB_ACTIONS: "true", GITHUB_EVENT_PATH: "/nowhere" },
      "GITHUB_EVENT_PATH: cannot be read: ENOENT",
    ],
  ])("is needed: %s", (_, variables, said) => {
    expect(() => reviewJob(variables)).toThrow(said);
  });
});
