import { readFileSync } from "node:fs";

/** Documents whose commands change machines: test hosts run them, not a clone of the repository. */
export const documents = ["docs/bootstrap.md", "docs/disaster-recovery.md"];

/** Commands of those documents, as they stand there, by the scenario that runs them to their good end. */
export const documented: Readonly<Record<string, readonly string[]>> = {
  machines: [
    "npm run trust -- edge-pi-02",
    "npm run vm -- plan management",
    "npm run vm -- apply infra",
    "npm run vm -- snapshot vault",
    "npm run vm -- destroy vault",
  ],
  nodes: [
    "npm run trust -- edge-pi-01",
    "npm run node -- join edge-pi-02",
    "npm run node -- remove edge-pi-03",
  ],
  backup: [
    "npm run backup -- all",
    "npm run backup -- list",
    "npm run backup -- verify",
    "npm run restore -- gitlab",
    "npm run restore -- vault",
    "npm run restore -- etcd edge",
  ],
  fleet: [
    "npm run trust -- hp-z440",
    "npm run publish",
    "npm run vm -- apply management",
    "npm run bootstrap -- management",
    "npm run bootstrap -- production",
    "npm run vm -- apply prod-worker-04",
    "npm run node -- join prod-worker-04",
    "npm run node -- replace prod-cp-02",
    "npm run node -- upgrade production",
    "npm run backup -- etcd production",
    "npm run rebuild -- production --preflight",
    "npm run rebuild -- production",
  ],
  hub: [
    "npm run bootstrap -- management --secrets",
    "npm run restore -- volume management/monitoring/storage-loki-0",
    "npm run rebuild -- management",
  ],
  drill: ["npm run dr -- drill"],
};

/** Commands that no scenario runs, and what runs them, or why nothing does. */
export const elsewhere: Readonly<Record<string, string>> = {
  "npm run synth": "test/docs.test.ts, from README.md",
  "npm run charts -- pull": "test/scripts/charts-pull.test.ts",
  "npm run secret -- seal": "test/scripts/secret.test.ts, with a Secret",
  "npm run restore -- database production/documents/notes-db":
    "test/scripts/restore/database.test.ts; e2e scenario restores takes its steps",
  "npm run health": "a mention; e2e scenario day-2 runs it",
  "npm run bootstrap": "a mention; scenario fleet runs it with a cluster",
  "npm run vm -- apply": "a mention; scenario machines runs it with a machine",
  "npm run trust -- HOST": "a mention; scenario machines runs it with a host",
  "npm run e2e:bootstrap": "it runs the scenarios",
};

/** What a person without a terminal says in addition, and forms of what is printed. */
const answers = /^--(json|verbose|confirm|fingerprint)$/;
const withValue = /^--(confirm|fingerprint)$/;

/** A command as a document has it, without the answers to its questions. */
export function asDocumented(command: string, words: readonly string[]): string {
  const left = words.filter(
    (word, i) => !answers.test(word) && !withValue.test(words[i - 1] ?? ""),
  );
  return ["npm run", command, ...(left.length > 0 ? ["--", ...left] : [])].join(" ");
}

/** Every command of a document: lines of blocks, and what sentences name with its words. */
export function commandsOf(document: string): string[] {
  const text = readFileSync(document, "utf8");
  const found = [...text.matchAll(/npm run ([a-z:0-9]+)((?: --)?[^`\n<#]*)/g)];
  const all = found.map(([, command = "", rest = ""]) =>
    asDocumented(
      command,
      rest.split(" ").filter((word) => word !== "" && word !== "--"),
    ),
  );
  return [...new Set(all)];
}
