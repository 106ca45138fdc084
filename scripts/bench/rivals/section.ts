import { readdirSync } from "node:fs";
import { plural } from "../../../lib/problem.ts";
import type { Size } from "../generate.ts";
import type { Measurement } from "../measure.ts";
import { BenchError, leastOf, measure, medianOf, onNode, runInTurn } from "../measure.ts";
import type { Requirement, Row, Section } from "../report.ts";
import { atMost, row } from "../report.ts";
import { synthGenerated } from "../synth.ts";
import type { Temporary } from "../temporary.ts";
import type { RivalForms } from "./forms.ts";
import { rivalForms } from "./forms.ts";
import type { RivalProgram, Rivals } from "./programs.ts";

type Name = "cold" | "unchanged" | "node" | RivalForms;
type Round = Record<Name, Measurement>;

/** A generated fleet rendered by Strata, and the same objects printed by others that keep them in files of their own. */
export function benchRivals(
  size: Size,
  temporary: Temporary,
  { programs, missing }: Rivals,
  rounds = 7,
): Section {
  const [tree, cache] = [temporary.path("tree"), temporary.path("cache")];
  const { objects } = synthGenerated(size, tree, cache).run;
  const present = (Object.keys(rivalForms) as RivalForms[]).flatMap((name) => {
    const program = programs[rivalForms[name].program];
    return program ? [[name, program] as const] : [];
  });
  const found = runInTurn<Name>(rounds, {
    cold: () => synthGenerated(size, temporary.path("tree"), temporary.path("cache")),
    unchanged: () => synthGenerated(size, tree, cache),
    node: () => measure(onNode("--eval", "0")),
    ...(Object.fromEntries(
      present.map(([name, program]) => [name, printing(name, program, tree, temporary, objects)]),
    ) as Record<RivalForms, () => Measurement>),
  });
  return {
    title: `${plural(objects, "generated object")} beside others, least of ${plural(rounds, "round")}`,
    objects,
    rows: rowsOf(found, present, objects),
    notes: [
      "ratios are the middle of the rounds' own, each of two runs beside each other",
      "the others work on every CPU, over plain data; they neither order nor check",
      "tk export, unchanged, has what it evaluated in its cache, and writes the files",
      ...missing,
      "Timoni left out: Go's module proxy refused its module (403) when the others were pinned",
    ],
  };
}

/** Fails unless it writes a file for each object. */
function printing(
  name: RivalForms,
  program: RivalProgram,
  tree: string,
  temporary: Temporary,
  objects: number,
): () => Measurement {
  const { write, command } = rivalForms[name];
  const directory = temporary.path(name);
  write(tree, directory);
  return () => {
    const output = temporary.directory("printed");
    const measurement = measure(command(program, directory, output));
    const files = readdirSync(output, { recursive: true, withFileTypes: true });
    const count = files.filter((entry) => entry.isFile()).length;
    if (count !== objects)
      throw new BenchError(
        `bench: ${name} wrote ${plural(count, "file")} where there are ${plural(objects, "object")}; look at scripts/bench/rivals/forms.ts`,
      );
    return measurement;
  };
}

function rowsOf(
  rounds: readonly Round[],
  present: readonly (readonly [RivalForms, RivalProgram])[],
  objects: number,
): Row[] {
  const least = leastOf(rounds);
  const beside = (own: "cold" | "unchanged", others: readonly Name[]): Requirement[] =>
    others.flatMap((other) => {
      const ratio = medianOf(rounds, (round) => round[own].seconds / round[other].seconds);
      // Of fewer objects, what is left is the start of Node.
      const isWanted = own === "unchanged" && other === "tankaCached" && objects >= 5_000;
      return atMost(titleOf(other), ratio, isWanted ? 1 : undefined, "x");
    });
  const names = present.map(([name]) => name);
  return [
    row("synth, cold", least.cold, beside("cold", names)),
    row("synth, unchanged", least.unchanged, beside("unchanged", [...names, "node"])),
    ...present.map(([name, { version }]) =>
      row(`${rivalForms[name].title} (${version})`, least[name]),
    ),
    row("Node's own start", least.node),
  ];
}

function titleOf(other: Name): string {
  return other in rivalForms ? rivalForms[other as RivalForms].title : "Node's own start";
}
