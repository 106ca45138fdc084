import type { Machine } from "../ssh/machine.ts";
import type { Piece } from "../process/pipe.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { shownArgv } from "../ssh/ssh.ts";
import type { Action } from "../run/step.ts";

/** Something that is backed up as one stream of bytes. */
export interface Source {
  /** `<kind>/<subject>`: where its backups stand in the bucket. */
  readonly folder: string;
  /** The machine that is locked meanwhile; none for what is reached by its API. */
  readonly machine?: Machine;
  /** Makes what is then read; `stamp` is new for each backup. */
  prepare(stamp: string): readonly Action[];
  /** What writes the bytes. */
  read(stamp: string): Piece;
  /** Undoes `prepare`. */
  clean(stamp: string): readonly Action[];
  /** Reads the bytes to their end and fails when they are none of these; says what it saw. */
  readonly check: Piece;
}

/** A program on a machine, as a piece. */
export function remote(ssh: Ssh, machine: Machine, argv: readonly string[]): Piece {
  return { host: machine.name, argv: ssh.argv(machine, argv), shown: shownArgv(argv) };
}

/** Fails for what is no archive of tar that was written to its end. */
export const archiveCheck: Piece = { host: "here", argv: ["tar", "--list", "--file=-"] };
