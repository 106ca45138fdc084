import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import { didYouMean } from "../../lib/words.ts";
import { ownLockHead, ownLockPath } from "../import/lock.ts";
import type { Answers } from "./answers.ts";
import type { Flags } from "./collect.ts";
import { filesIn } from "./ground.ts";
import { questions } from "./questions.ts";

const folder = "clusters/examples";

/** What of an example is put in by the words of the flags; everything else is edited in its files. */
const replaced = ["repository", "email", "domain"] as const satisfies readonly (keyof Answers)[];

/** The fleets that stand ready, by their folders. */
export function exampleNames(root: string): readonly string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  const folders = readdirSync(path, { withFileTypes: true }).filter((one) => one.isDirectory());
  return folders.map(({ name }) => name).toSorted();
}

/** The files of one, by their paths below clusters/, of the house that the flags tell of. Throws what is wrong with them. */
export async function exampleFiles(
  root: string,
  name: string,
  flags: Flags,
): Promise<ReadonlyMap<string, string>> {
  const problems = [...nameProblems(root, name), ...flagProblems(flags)];
  if (problems.length > 0) throw new FleetError(problems);
  const directory = join(root, folder, name);
  const index = pathToFileURL(join(directory, "index.ts")).href;
  const { fleet } = (await import(index)) as { readonly fleet: Fleet };
  const words = replacements(fleet, flags);
  const files = filesIn(directory).map((path): [string, string] => [
    path,
    // In their place the rooms of the project are two folders nearer.
    words.reduce(
      (text, [from, to]) => text.replaceAll(from, () => to),
      readFileSync(join(directory, path), "utf8").replaceAll('"../../../', '"../'),
    ),
  ]);
  return new Map([...files, [basename(ownLockPath), ownLockHead]]);
}

function nameProblems(root: string, name: string): Problem[] {
  const known = exampleNames(root);
  if (known.includes(name)) return [];
  const todo =
    known.length === 0
      ? "they stand in a clone of Strata that nobody has made his own"
      : (didYouMean(name, known) ?? `use ${known.join(" or ")}`);
  return [{ place: "--example", message: `"${name}" is no folder of ${folder}/; ${todo}` }];
}

function* flagProblems(flags: Flags): Iterable<Problem> {
  for (const [name, text] of Object.entries(flags)) {
    const known = replaced.find((one) => one === name);
    if (known === undefined) {
      const message = `is not asked of an example; leave it out, and edit clusters/site.ts once it is written`;
      yield { place: `--${name}`, message };
      continue;
    }
    try {
      questions.find((one) => one.name === known)!.read(text.trim(), {});
    } catch (error) {
      if (!(error instanceof Error) || error.constructor !== Error) throw error;
      yield { place: `--${name}`, message: error.message };
    }
  }
}

/** Whole words, longer ones first: an address holds the domain, and what has a port is another host. */
function replacements(fleet: Fleet, flags: Flags): (readonly [from: RegExp, to: string])[] {
  const { site, repository } = fleet;
  const own = { repository: repository.url, email: site.email, domain: site.domain };
  return replaced.flatMap((name) => {
    const word = flags[name]?.trim();
    const whole = new RegExp(`(?<![\\w-])${own[name].replaceAll(/\W/g, "\\$&")}(?![\\w:.-])`, "g");
    return word === undefined ? [] : [[whole, word] as const];
  });
}
