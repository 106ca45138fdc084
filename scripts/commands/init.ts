import { fileURLToPath } from "node:url";
import { FleetError, plural } from "../../lib/problem.ts";
import type { Flags } from "../init/collect.ts";
import { answersOf, askAll } from "../init/collect.ts";
import type { Answers } from "../init/answers.ts";
import { exampleFiles, exampleNames } from "../init/example.ts";
import type { Found } from "../init/found.ts";
import { lookAround } from "../init/found.ts";
import { groundProblems } from "../init/ground.ts";
import type { Question } from "../init/question.ts";
import { questions } from "../init/questions.ts";
import { Interrupted, openTerminal } from "../init/terminal.ts";
import { posixQuote } from "../process/quote.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const own = {
  example: {
    type: "string",
    value: "NAME",
    means: `take a fleet that stands ready: ${exampleNames(root).join(", ") || "none is here"}`,
  },
  yes: { type: "boolean", means: "take what was found, or the usual, for all that no flag says" },
  "dry-run": { type: "boolean", means: "print the files, and write nothing" },
} as const;

const usage = defineUsage({
  command: "init",
  forms: {
    "": "ask about your house and write your fleet into clusters/, in place of the example",
    "--example NAME":
      "write one of clusters/examples/ there, with your domain, email and repository",
  },
  options: {
    ...own,
    ...Object.fromEntries(questions.map((one) => [one.name, optionOf(one)] as const)),
  },
  examples: [
    "",
    "--yes --domain home.example.org --storage longhorn",
    "--yes --dry-run",
    "--example single-node --domain home.example.org",
  ],
  notes:
    "A fleet of your own is never overwritten, nor work that is in no commit. Ended before the last answer, it has changed\nnothing.",
});

const nextMoves = `next:
  npm run synth
  git add --all && git commit --message "feat: the fleet of this house"
  npm run doctor`;
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => interrupt.abort());

try {
  await main();
} catch (error) {
  if (interrupt.signal.aborted || error instanceof Interrupted) {
    console.error("init: was interrupted; nothing was written");
    process.exitCode = 130;
  } else if (error instanceof FleetError) {
    console.error(`${error.message}; clusters/ is unchanged`);
    process.exitCode = 1;
  } else throw error;
}

async function main(): Promise<void> {
  const { yes = false, "dry-run": isDryRun = false, example, ...flags } = readOptions(usage);
  const problems = isDryRun ? [] : await groundProblems(root);
  if (problems.length > 0) throw new FleetError(problems);
  if (example !== undefined) {
    const files = await exampleFiles(root, example, flags);
    const next = `first make clusters/site.ts and the addresses beside it yours;\n${nextMoves}`;
    return put(files, isDryRun, next);
  }
  const found = await lookAround(root);
  const said: Record<string, string> = {};
  const answers = await answersFor(flags, found, yes, said);
  // With the catalogue, which answers need not wait for.
  const { fleetFiles } = await import("../init/files.ts");
  const files = await fleetFiles(answers, found.publicKey);
  const next = `${nextMoves}\nthen docs/bootstrap.md makes cluster ${answers.name} of bare machines.`;
  await put(files, isDryRun, next).catch((error: unknown) => {
    // Nobody should have to type all of it again.
    const again = Object.entries(said).map(([name, text]) => `--${name} ${posixQuote(text)}`);
    if (again.length > 0) console.error(`you said: npm run init -- ${again.join(" ")}\n`);
    throw error;
  });
}

/** Writes the files, or prints them, and says what comes next. */
async function put(
  files: ReadonlyMap<string, string>,
  isDryRun: boolean,
  next: string,
): Promise<void> {
  if (isDryRun) {
    for (const [path, text] of files) console.log(`// clusters/${path}\n${text}`);
    return;
  }
  const { writeFleet } = await import("../init/write.ts");
  const removed = await writeFleet(root, files, interrupt.signal);
  console.log(`${[...files.keys()].map((path) => `clusters/${path}`).join(", ")} written`);
  if (removed > 0)
    console.log(`${plural(removed, "file")} of the example removed from dist/, and its records`);
  console.log(`\n${next}`);
}

function optionOf({ value = "WORD", words, means }: Question) {
  const known = words ? `: ${words.join(", ")}` : "";
  return { type: "string", value, means: `${means}${known}` } as const;
}

function answersFor(
  flags: Flags,
  found: Found,
  isGuessing: boolean,
  said: Record<string, string>,
): Answers | Promise<Answers> {
  if (isGuessing || !process.stdin.isTTY) return answersOf(flags, found, isGuessing);
  const terminal = openTerminal(found);
  return askAll(flags, found, terminal, said).finally(() => terminal.close());
}
