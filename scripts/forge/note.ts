import { send } from "../http/client.ts";
import { failure } from "../tell/failure.ts";
import { Failure } from "../http/failure.ts";
import type { ReviewJob } from "./job.ts";

/** A note as all three forges answer it. */
interface Note {
  readonly id: number;
  readonly body?: string;
}

/** Notes that a page of an answer has. */
const pageSize = 100;

/**
 * Writes a text as the note that begins with `marker`: over the one that is there, or as a new one. Says which. Fails
 * with a FleetError where the forge refuses.
 */
export async function writeNote(
  job: ReviewJob,
  text: string,
  marker: string,
): Promise<"made" | "updated" | "unchanged"> {
  const known = await findNote(job, marker);
  if (known?.body?.trim() === text.trim()) return "unchanged";
  if (!known) await ask(job, "POST", job.notes, text);
  else await ask(job, job.forge === "gitlab" ? "PUT" : "PATCH", addressOf(job, known), text);
  return known ? "updated" : "made";
}

function addressOf({ forge, notes }: ReviewJob, { id }: Note): string {
  // GitHub and Forgejo keep the comments of all issues in one place.
  return forge === "gitlab"
    ? `${notes}/${id}`
    : notes.replace(/\/\d+\/comments$/, `/comments/${id}`);
}

async function findNote(job: ReviewJob, marker: string): Promise<Note | undefined> {
  const seen = new Set<number>();
  for (let page = 1; ; page++) {
    const answer = await ask(job, "GET", `${job.notes}?per_page=${pageSize}&page=${page}`);
    const notes = (Array.isArray(answer) ? answer : []) as readonly Note[];
    const found = notes.find(({ body }) => body?.startsWith(marker));
    // Forgejo knows no pages here: it answers all of them each time.
    const isEnd = notes.length < pageSize || notes.some(({ id }) => seen.has(id));
    if (found || isEnd) return found;
    for (const { id } of notes) seen.add(id);
  }
}

async function ask(job: ReviewJob, method: string, url: string, body?: string): Promise<unknown> {
  const { forge, token = "" } = job;
  const authorization: Record<string, string> =
    forge === "gitlab"
      ? { "private-token": token }
      : { authorization: `${forge === "github" ? "Bearer" : "token"} ${token}` };
  try {
    const { status, body: answer } = await send(new URL(url), {
      method,
      headers: { "content-type": "application/json", accept: "application/json", ...authorization },
      ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
      timeoutSeconds: 30,
    });
    if (status >= 300) throw failure(job.notes, `${method} answered ${status}; ${todoOf(status)}`);
    return JSON.parse(answer.toString()) as unknown;
  } catch (error) {
    if (error instanceof Failure) throw failure(job.notes, error.message);
    if (error instanceof SyntaxError)
      throw failure(job.notes, `${method} answered no JSON; check the address of the API`);
    throw error;
  }
}

function todoOf(status: number): string {
  if (status === 401 || status === 403)
    return "give REVIEW_TOKEN the right to comment on merge requests of this project";
  if (status === 404) return "check that REVIEW_TOKEN is of this project";
  return "try again later";
}
