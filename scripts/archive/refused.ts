import type { ArchiveName } from "../../lib/helm/store.ts";
import { BadText } from "../../lib/outside/text.ts";
import { Refusal } from "../tell/refusal.ts";

/** Reads something of a chart. What is wrong with what its publisher wrote is a Refusal that names the chart. */
export function readOf<Value>({ name, version }: ArchiveName, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadText)) throw error;
    const message = `${error.message}; ask who publishes the chart, or leave it out`;
    throw new Refusal([{ place: `${name} ${version}`, message }], "nothing is written");
  }
}
