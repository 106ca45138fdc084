import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Problem } from "../../lib/problem.ts";
import type { Diagnostic } from "./diagnostics.ts";
import { lineOf, nextField, offsetOf, spotAt } from "./spot.ts";
import type { Found } from "./translate.ts";
import { translate } from "./translate.ts";
import { TypeTexts } from "./type-text.ts";

/** What the compiler says, in the form of all other problems; paths are those of a directory. */
export function tellAll(diagnostics: readonly Diagnostic[], directory: string): Problem[] {
  const own = diagnostics.filter((one) => !isConsequence(one) && !isImported(one, diagnostics));
  const types = new TypeTexts(directory);
  return (own.length > 0 ? own : diagnostics).map((one) => tell(one, directory, types));
}

/** That a component does not say what its options are, or a cluster what it lacks, follows from what is told elsewhere. */
function isConsequence({ code, text, chain }: Diagnostic): boolean {
  return (
    [7006, 7031].includes(code) ||
    text.endsWith(" is not assignable to type 'never'.") ||
    chain.some((line) => line.includes("`missing capability: ${any}`"))
  );
}

/** A name that is misspelt where it is imported, which is told there. */
function isImported({ file, text }: Diagnostic, all: readonly Diagnostic[]): boolean {
  const name = /^Cannot find name '(.+?)'/.exec(text)?.[1];
  if (name === undefined) return false;
  return all.some(
    (one) => one.file === file && one.code === 2724 && one.text.includes(`'${name}'`),
  );
}

function tell(diagnostic: Diagnostic, directory: string, types: TypeTexts): Problem {
  const { file, line, column } = diagnostic;
  const source = file === "" ? "" : read(resolve(directory, file));
  const pointed = offsetOf(source, line, column);
  const { path, text } = reduce(diagnostic);
  // The compiler points at the whole that something deep in it is wrong with.
  const offset = path.reduce((at, key) => nextField(source, at, key) ?? at, pointed);
  const found: Found = { text, head: diagnostic.text, spot: spotAt(source, offset), path };
  const { message, about } = translate(found, types);
  const place = file === "" ? "types" : `${file}:${lineOf(source, offset)}`;
  return { place, message, ...(about !== undefined && { about }) };
}

/** The line that matters, and the fields that lead to what it is about. */
function reduce({ text, chain }: Diagnostic): { path: string[]; text: string } {
  const path = chain.flatMap(
    (line) =>
      /^(?:The types of|Types of property) '(.+?)' are incompatible/.exec(line)?.[1]?.split(".") ??
      [],
  );
  const reasons = chain.filter(
    (line) => !/^(?:The types of|Types of property|Index sign|The l)/.test(line),
  );
  return { path, text: reasons.at(-1) ?? text };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
