import { readFileSync } from "node:fs";
import { failure } from "../tell/failure.ts";

/** What a forge's runner has in the environment of a job. */
export type Variables = NodeJS.ProcessEnv;

/** What is read of the event that started a job of GitHub or Forgejo. */
interface Event {
  readonly pull_request?: {
    readonly number?: number;
    /** Forgejo alone says it. */
    readonly merge_base?: string;
    readonly base?: { readonly sha?: string };
    readonly head?: { readonly repo?: { readonly full_name?: string } | null };
  };
}

/** The merge request that the job is for. */
export function requestOf(variables: Variables): Event["pull_request"] {
  const path = required(variables, "GITHUB_EVENT_PATH");
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as Event).pull_request;
  } catch (error) {
    const { message } = error as Error;
    throw failure("GITHUB_EVENT_PATH", `cannot be read: ${message}; the runner writes that file`);
  }
}

export function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (value) return value;
  throw failure(name, "is not set; run this in a job that is started for a merge request");
}
