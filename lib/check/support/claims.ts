import type { Span } from "../../model/addresses.ts";
import type { Problem } from "../../problem.ts";

/** That somebody holds addresses, for the search for two who hold the same. */
export interface Claim extends Span {
  readonly place: string;
  readonly what: string;
}

/** Reads addresses and keeps what is wrong with them, so that one typing error hides no other. */
export class AddressReader {
  readonly problems: Problem[] = [];
  readonly claims: Claim[] = [];

  read<Value>(
    place: string,
    what: string,
    parse: (text: string) => Value,
    text: string,
  ): Value | undefined {
    try {
      return parse(text);
    } catch (error) {
      const { message } = error as Error;
      const todo = message.includes(";") ? "" : "; correct it";
      this.complain(place, `${what} ${message}${todo}`);
      return undefined;
    }
  }

  complain(place: string, message: string): void {
    this.problems.push({ place, message });
  }

  claim(place: string, what: string, { first, last }: Span): void {
    this.claims.push({ place, what, first, last });
  }
}

/** One pass over the claims in order of their first address. */
export function* conflicts(claims: readonly Claim[]): Iterable<Problem> {
  let widest: Claim | undefined;
  for (const claim of claims.toSorted((a, b) => a.first - b.first || a.last - b.last)) {
    if (widest && claim.first <= widest.last) yield conflict(widest, claim);
    if (!widest || claim.last > widest.last) widest = claim;
  }
}

/** Told where it can be changed: a cluster yields to the site, a single address to a range. */
function conflict(first: Claim, second: Claim): Problem {
  const isMixed = (first.place === "site") !== (second.place === "site");
  const isFirst = isMixed ? second.place === "site" : isSingle(first) && !isSingle(second);
  const [told, held] = isFirst ? [first, second] : [second, first];
  const owner = held.place === "site" ? "the site's " : `${held.place}'s `;
  const holder = `${held.place === told.place ? "" : owner}${held.what}`;
  return {
    place: told.place,
    message: `${told.what} ${relation(told, held)} ${holder}; move one of them`,
  };
}

function relation(told: Span, held: Span): string {
  if (!isSingle(told)) return "overlaps";
  return isSingle(held) ? "has the address of" : "lies in";
}

function isSingle({ first, last }: Span): boolean {
  return first === last;
}
