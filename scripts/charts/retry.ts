import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../http/failure.ts";

export interface Patience {
  /** Attempts after the first. */
  readonly retries: number;
  /** Before the first retry; doubled for each further one. */
  readonly waitSeconds: number;
  /** Told before each wait. */
  readonly onRetry: (line: string) => void;
}

const longestWaitSeconds = 60;

/** Repeats what fails for a reason that may pass. */
export async function withRetries<Result>(
  task: () => Promise<Result>,
  { retries, waitSeconds, onRetry }: Patience,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof Failure) || !error.isTransient || attempt > retries) throw error;
      const own = waitSeconds * 2 ** (attempt - 1);
      const seconds = Math.min(error.waitSeconds ?? own, longestWaitSeconds);
      const [found] = error.message.split("; ");
      onRetry(`${found}; trying again in ${seconds} s (${attempt} of ${retries})`);
      await wait(seconds * 1000);
    }
  }
}
