import type { Verdicts } from "../verdicts.ts";
import type { Known } from "./known.ts";
import { laxer } from "./laxer.ts";
import { stricter } from "./stricter.ts";

/** Why the two sides may differ here; undefined where they may not. */
export function reasonFor({ mutation, problems, answer }: Verdicts): string | undefined {
  const isAccepted = answer.status < 300;
  const says = isAccepted ? (problems[0] ?? "") : answer.message;
  const path = mutation.path.replaceAll(/\[\d+\]/g, "[]");
  const matches = (known: Known): boolean =>
    known.kind.test(mutation.base.kind) && known.path.test(path) && known.says.test(says);
  return (isAccepted ? stricter : laxer).find(matches)?.reason;
}
