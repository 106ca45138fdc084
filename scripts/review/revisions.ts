import { git, resolve, tryGit } from "../git/git.ts";
import { trackedBranches } from "../publish/branches.ts";
import { Refusal } from "../tell/refusal.ts";

/** A state of the fleet: a commit, or what stands on the disk. */
export interface State {
  /** Undefined for the disk. */
  readonly commit?: string;
  /** As a person is told. */
  readonly name: string;
}

const nothing = "nothing is compared";

/** A commit by the name that somebody gave it. */
export function named(name: string): State {
  return { commit: commitOf(name), name };
}

function commitOf(name: string): string {
  const [commit] = name.startsWith("-") ? [] : resolve([`${name}^{commit}`]);
  if (commit !== undefined) return commit;
  const [, base = "", head = ""] = /^(.+?)\.{2,3}(.+)$/.exec(name) ?? [];
  const todo = base
    ? `for what lies between two say npm run diff -- ${base} --head ${head}`
    : "fetch it, or name one that is there, such as main";
  const message = `"${name}" is no commit of this clone; ${todo}`;
  throw new Refusal([{ place: "diff", message }], nothing);
}

/** Where the work began: the last commit that it has in common with the branch that Argo CD follows. */
export function mergeBase(head: string): State {
  const branch = defaultBranch(head);
  const { isDone, output } = tryGit(["merge-base", branch, head]);
  const commit = output.toString().trim();
  if (!isDone || commit === "") {
    const found = `this clone knows no commit that ${head} and ${branch} have in common`;
    const message = `${found}; fetch more of both ("git fetch --unshallow"), or name what to compare with: npm run diff -- <commit>`;
    throw new Refusal([{ place: "diff", message }], nothing);
  }
  return { commit, name: `${commit.slice(0, 8)}, where it left ${branch}` };
}

/** As the remote has it before as this clone does: the latter may be what is to be reviewed. */
function defaultBranch(head: string): string {
  const branches = [...trackedBranches(head), "main", "master"];
  const remotes = git("remote").split("\n").filter(Boolean);
  const first = remotes.includes("origin") ? "origin" : remotes[0];
  const candidates = [
    ...(first === undefined
      ? []
      : [...branches.map((branch) => `${first}/${branch}`), `${first}/HEAD`]),
    ...branches,
  ];
  const commits = resolve(candidates.map((name) => `${name}^{commit}`));
  const found = candidates.find((_, i) => commits[i] !== undefined);
  if (found !== undefined) return found;
  const message = `none of ${[...new Set(candidates)].join(", ")} is known here; name what to compare with: npm run diff -- <commit>`;
  throw new Refusal([{ place: "diff", message }], nothing);
}

/** Whether a folder of the disk is another than that of a commit. */
export function differs(commit: string, folder: string): boolean {
  return !tryGit(["diff", "--quiet", commit, "--", folder]).isDone;
}
