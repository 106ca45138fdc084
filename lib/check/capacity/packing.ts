import type { Amount, Resource } from "./amount.ts";

/** A node with what is left of it. */
export interface Bin {
  readonly name: string;
  readonly room: Amount;
}

/** Pods of one kind. */
export interface Pods {
  /** As a person knows them: `Deployment "web" of app`. */
  readonly what: string;
  readonly size: Amount;
  readonly count: number;
  /** Names of the bins that may hold them. */
  readonly on: ReadonlySet<string>;
  /** No two of them share a bin. */
  readonly isApart: boolean;
  /** How much more of them one bin may hold than another. */
  readonly skew?: number;
  /** Whose pods none of them shares a bin with, by their place in the list. */
  readonly avoids: ReadonlySet<number>;
}

/** Why they cannot all be placed, however that is done. */
export type Proof =
  /** One pod finds no bin; `resource` where one alone is the reason. */
  | {
      readonly kind: "large";
      readonly pods: Pods;
      readonly resource?: Resource;
      readonly most: number;
    }
  /** Those that run nowhere else want more than these bins have. */
  | {
      readonly kind: "sum";
      readonly resource: Resource;
      readonly bins: readonly Bin[];
      readonly wanted: number;
      readonly has: number;
    }
  /** So many of at least this size, and these bins hold only so many. */
  | {
      readonly kind: "few";
      readonly pods: Pods;
      readonly resource: Resource;
      readonly bins: readonly Bin[];
      readonly wanted: number;
      readonly has: number;
    }
  /** Each wants a bin of its own. */
  | {
      readonly kind: "apart";
      readonly pods: Pods;
      readonly has: number;
    }
  /** Every way was tried. */
  | { readonly kind: "tried" };

/** `unclear`: no way was found, and none was shown to be impossible. */
export type Verdict =
  | { readonly state: "fits"; readonly placed: Placed }
  | { readonly state: "short"; readonly proofs: readonly Proof[] }
  | { readonly state: "unclear" };

/** How many of each list entry stand in each bin. */
export type Placed = ReadonlyMap<string, readonly number[]>;

/** With its place in the list. */
export type Wanted = Pods & { readonly i: number };

/** Whether nothing in a bin keeps a pod out of it; `held` says how many of each list entry stand there. */
export function isWelcome({ i, isApart, avoids }: Wanted, held: readonly number[]): boolean {
  if (isApart && held[i]! > 0) return false;
  for (const other of avoids) if (held[other]! > 0) return false;
  return true;
}
