import { pathText } from "../schema/messages.ts";
import { prepare, type Node } from "../schema/node.ts";
import { isFields } from "./apply.ts";
import { same } from "./same.ts";
import { chosen } from "./services.ts";
import type { Update } from "./update.ts";

/** What nobody owns stays, and another field may forbid it (kubernetes#24198). */
export function leftovers({ own, fresh, issues }: Update): string[] {
  const known = new Set(issues(fresh).map(({ path, message }) => `${path} ${message}`));
  return issues(own)
    .filter(({ path, message }) => !known.has(`${path} ${message}`))
    .filter(({ message }) => !message.includes(chosen))
    .map(
      ({ path, message }) =>
        `changes what stands beside a field that the server has filled in and keeps: ${path} ${message.replace(/; [^;]*$/, "")}; push it once with that field written out, and the change after that`,
    );
}

/** What stays though a new object would have it otherwise: the server takes the change, and does not make it. */
export function kept({ own, fresh, node }: Update): string[] {
  return differences(node, own, fresh, []).map(([keys, is, asked]) => {
    const path = pathText(keys);
    if (own.kind === "Secret")
      return `leaves ${path} as it is, since nobody owns what came of stringData; give it another name`;
    const wanted = asked === undefined ? "" : ` where a new one has ${JSON.stringify(asked)}`;
    return `leaves ${path} ${JSON.stringify(is)}${wanted}, since nobody owns what the server has filled in; write ${path} out`;
  });
}

/**
 * Of no consequence: what a tag decides is said once, by the first one, and tags do not move; an address keeps its
 * families; the older name of a field goes with the other.
 */
const passedOver = new Set(["imagePullPolicy", "ipFamilies", "ipFamilyPolicy", "serviceAccount"]);

type Difference = readonly [keys: readonly (string | number)[], is: unknown, asked: unknown];

function differences(
  node: Node | undefined,
  is: unknown,
  asked: unknown,
  keys: readonly (string | number)[],
): Difference[] {
  const key = String(keys.at(-1) ?? "");
  if (same(node, is, asked, key) || is === chosen || asked === chosen || passedOver.has(key))
    return [];
  if (isFields(is) && isFields(asked)) {
    if (node && !node.ready) prepare(node);
    const names = [...new Set([...Object.keys(is), ...Object.keys(asked)])];
    return names.flatMap((name) =>
      differences(node?.properties?.get(name) ?? node?.additional, is[name], asked[name], [
        ...keys,
        name,
      ]),
    );
  }
  if (Array.isArray(is) && Array.isArray(asked) && is.length === asked.length)
    return is.flatMap((item, i) => differences(node?.items, item, asked[i], [...keys, i]));
  return [[keys, is, asked]];
}
