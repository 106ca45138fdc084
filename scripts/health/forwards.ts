import { plural } from "../../lib/problem.ts";
import type { Status } from "../forward/control.ts";
import { problemsOf } from "../forward/control.ts";
import type { Section } from "./finding.ts";

/** What was forwarded to this computer is still open. */
export function forwardSection(states: readonly Status[]): Section {
  const findings = problemsOf(states).map(({ place, message }) => ({
    level: "warning" as const,
    subject: `forward ${place}`,
    message,
    next: `npm run forward -- restart ${place}`,
  }));
  return { title: "forwards", looked: plural(states.length, "forward"), findings };
}
