import { basename } from "node:path";

/** Whether a file of dist/ holds an object of a cluster: what is for reviewers no other tool knows. */
export function holdsObject(path: string): boolean {
  return path.endsWith(".yaml") && basename(path) !== "review.yaml";
}
