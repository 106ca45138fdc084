import { Failure } from "../http/failure.ts";

/** What an answer other than success means. */
export function answerFailure(place: string, status: number, retryAfter?: string): Failure {
  const isTransient = status === 408 || status === 429 || status >= 500;
  const seconds = Number(retryAfter);
  return new Failure(
    `${place} answered ${status}; ${remedy(status)}`,
    isTransient,
    retryAfter && seconds >= 0 ? seconds : undefined,
  );
}

function remedy(status: number): string {
  if (status === 401)
    return "give a user name and a password for it, as docs/charts.md says, or correct them";
  if (status === 403) return "the account may not read it; use another or ask its owner";
  if (status === 404 || status === 410) return "check the repository, the name and the version";
  return "try again later";
}
