import assert from "node:assert/strict";
import { requireCode } from "../scenarios/workspace.ts";
import type { TrioHouse } from "./house.ts";

/** `npm run node` with these words ends with a problem, and says this of it. */
export async function refuse(
  { work }: TrioHouse,
  words: readonly string[],
  says: RegExp,
): Promise<void> {
  const what = `node ${words.join(" ")}`;
  const { error } = requireCode(1, await work.run("node", words), what);
  assert.match(error, says, `${what} says\n${error}`);
}
