import type { AppVolume, ClaimedVolume, NfsVolume } from "./volume-options.ts";

/** Where files are kept: a claim of the app's own, or an export of a file server that other machines use, too. */
export type Keeping =
  | Pick<ClaimedVolume, "size" | "storageClass" | "access">
  | Pick<NfsVolume, "nfs">;

export function kept(files: string, where: Keeping, path: string): AppVolume {
  return "nfs" in where
    ? { ...where, path, reason: `${files} are on the file server, for others as well` }
    : { ...where, path };
}
