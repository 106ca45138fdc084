import { plural } from "../../lib/problem.ts";
import { settersOf } from "./compare-values.ts";
import type { UsedValues } from "./lint.ts";
import type { Updated } from "./update.ts";

/** An update in lines, most alarming first. */
export function updateText(name: string, updated: Updated, used: readonly UsedValues[]): string {
  const { from, to, file, values, kinds, notes } = updated;
  const order = ["gone", "type", "default", "new"];
  const own = used.filter(({ chart }) => chart === name);
  const changes = values
    .toSorted((one, other) => order.indexOf(one.what) - order.indexOf(other.what))
    .map((change) => {
      const setters = change.what === "new" ? [] : settersOf(change, own);
      const set = setters.length > 0 ? `; set by ${setters.join(", ")}` : "";
      const detail = change.detail === "" ? "" : `: ${change.detail}`;
      return `  ${change.what.padEnd(8)} ${change.path}${detail}${set}`;
    });
  return [
    `${name} ${from} -> ${to.version}${to.appVersion ? `, app ${to.appVersion}` : ""}`,
    `${to.digest}`,
    `${plural(changes.length, "change")} of values`,
    ...changes,
    `${plural(kinds.length, "change")} of kinds`,
    ...kinds.map((line) => `  ${line}`),
    ...notes.map((note) => `note: ${note}`),
    `${file} and imports/ are written; next: npm run synth`,
  ].join("\n");
}
