import { wayBack, type State } from "./state.ts";

/** A heading and its lines, indented; nothing without lines. */
export function tell(heading: string, lines: readonly string[]): void {
  if (lines.length > 0)
    console.log([`${heading}:`, ...lines.map((line) => `  ${line}`.trimEnd())].join("\n"));
}

/** What there is to do while the merge is not committed. */
export function underWay(state: State, todo: string): string {
  return [
    `Strata ${state.tag} is merged and not committed; ${todo}, then run npm run upgrade again`,
    `the way back: npm run upgrade -- --abort, or git reset --hard ${wayBack(state)}`,
  ].join("\n");
}

export function said(state: State): string {
  return [
    `Strata ${state.from} -> ${state.version} is committed; next: npm run check, and git push`,
    `the way back, before that is pushed: git reset --keep ${wayBack(state)}`,
  ].join("\n");
}
