import { defaultRemote } from "../publish/remote.ts";
import { fleet } from "../fleet/shipped.ts";
import type { Aim } from "./push.ts";

/** Of commands that change the data by themselves. */
export const pushOptions = {
  push: {
    type: "boolean",
    default: false,
    means: "make the change on what the server has now, and push it",
  },
  branch: {
    type: "string",
    value: "NAME",
    means: "push it as this branch, for a merge request; the fleet's own by default",
  },
  remote: { type: "string", value: "NAME", means: "where to push; origin by default" },
} as const;

export function aimOf(values: { readonly branch?: string; readonly remote?: string }): Aim {
  const { branch: base } = fleet.repository;
  return { remote: values.remote ?? defaultRemote(base), base, branch: values.branch ?? base };
}
