import { plural } from "../../lib/problem.ts";
import type { Pin } from "./pins.ts";
import { nameOf } from "./pins.ts";
import type { Refs } from "./remote.ts";
import { standingOf } from "./standing.ts";

/** The branch that goes with the pins. */
interface Branch {
  readonly name: string;
  /** Before the push, at the same commit. */
  readonly wasThere: boolean;
}

/** What a dry run prints. */
export function foreseen(pins: readonly Pin[], refs: Refs, branch?: Branch): string {
  const missing = pins.filter((pin) => standingOf(pin, refs) !== "there");
  const names = branch?.wasThere === false ? [branch.name] : [];
  return [
    ...missing.map((pin) => `would push ${nameOf(pin)} for ${pin.folder || "its chart alone"}`),
    ...names.map((name) => `would push ${name}`),
    `would publish ${plural(missing.length, "pin")} of ${pins.length}`,
  ].join("\n");
}

/** `refs` are those from before. */
export function done(pins: readonly Pin[], refs: Refs, branch?: Branch): string {
  const there = pins.filter((pin) => standingOf(pin, refs) === "there").length;
  const missing = pins.length - there;
  if (missing === 0 && branch?.wasThere !== false) {
    const all = [plural(there, "pin"), ...(branch ? [branch.name] : [])].join(" and ");
    return `nothing to publish: ${all} on the remote already`;
  }
  const pushed = branch?.wasThere === false ? [`pushed ${branch.name}`] : [];
  const were = there === 1 ? "was" : "were";
  return [`published ${plural(missing, "pin")} (${there} ${were} there)`, ...pushed].join(", ");
}
