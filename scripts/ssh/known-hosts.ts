import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Machine } from "./machine.ts";

/** The keys of one machine as OpenSSH keeps them: `name,address type key`. */
export function knownKeys(text: string, { name }: Machine): string[] {
  return text
    .split("\n")
    .filter((line) => line.split(" ")[0]!.split(",")[0] === name)
    .map((line) => line.split(" ").slice(1).join(" "));
}

/** The file with exactly these keys for the machine, sorted by name; another machine's line for the address goes. */
export function withKeys(
  text: string,
  { name, address }: Machine,
  keys: readonly string[],
): string {
  const isOther = (line: string): boolean => {
    const names = line.split(" ")[0]!.split(",");
    return line !== "" && names[0] !== name && !names.includes(address);
  };
  const own = keys.map((key) => `${name},${address} ${key}`);
  const lines = [...text.split("\n").filter(isOther), ...own].sort();
  return lines.map((line) => `${line}\n`).join("");
}

/** Empty when there is none yet. */
export function readKnownHosts(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Keeps the keys, whole or not at all. */
export function keepKeys(path: string, machine: Machine, keys: readonly string[]): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, withKeys(readKnownHosts(path), machine, keys));
  renameSync(unfinished, path);
}
