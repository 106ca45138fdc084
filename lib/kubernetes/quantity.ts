const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity as a plain number: cores, bytes. Throws on anything else. */
export function parseQuantity(quantity: string | number): number {
  if (typeof quantity === "number") return quantity;
  const [, digits, exponent = "", suffix = ""] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(quantity) ?? [];
  if (digits === undefined) throw new Error(`"${quantity}" is no quantity such as 500m or 1Gi`);
  return Number(digits + exponent) * factors[suffix]!;
}

/** The same, or undefined: the rule that owns the field reports a malformed one. */
export function readQuantity(quantity: string | number | undefined): number | undefined {
  if (quantity === undefined) return undefined;
  try {
    return parseQuantity(quantity);
  } catch {
    return undefined;
  }
}

/** Bytes for people: `7.5Gi`. */
export function formatBytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes >= 1 ? `${round(gibibytes)}Gi` : `${round(bytes / 2 ** 20)}Mi`;
}

/** Cores for people: `3.5`, `250m`. */
export function formatCores(cores: number): string {
  return cores >= 1 ? String(round(cores)) : `${Math.round(cores * 1000)}m`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
