import type { AnyDefinition } from "../model/definition.ts";
import type { AnyPlacement, Overrides } from "../model/placement.ts";
import { didYouMean } from "../words.ts";

interface Shape {
  is(value: unknown): boolean;
  readonly words: string;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isMap = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text: Shape = { is: (value) => isText(value) && value !== "", words: "text" };
const map: Shape = { is: isMap, words: "a map" };

const overrides: Readonly<Record<keyof Overrides, Shape>> = {
  values: map,
  patches: {
    is: (value) =>
      Array.isArray(value) &&
      value.every((one) => isMap(one) && isText(one.kind) && isText(one.name) && isMap(one.merge)),
    words: "a list of { kind, name, merge }",
  },
  drop: {
    is: (value) => Array.isArray(value) && value.every(isText),
    words: "a list of <Kind>/<name>",
  },
  hooks: map,
  delivery: {
    is: (value) => value === "helm" || value === "rendered",
    words: '"helm" or "rendered"',
  },
  ignoreDifferences: {
    is: (value) => Array.isArray(value) && value.every((one) => isMap(one) && isText(one.kind)),
    words: "a list of maps with a kind",
  },
  notSecret: {
    is: (value) => isMap(value) && Object.values(value as object).every((one) => text.is(one)),
    words: "a map from where a text stands to why it is no secret",
  },
  name: text,
  namespace: text,
};

const definition: Readonly<Record<keyof AnyDefinition, true>> = {
  name: true,
  layer: true,
  namespace: true,
  podSecurity: true,
  needs: true,
  provides: true,
  accessModes: true,
  architectures: true,
  instance: true,
  check: true,
  chart: true,
  releaseName: true,
  values: true,
  objects: true,
  stated: true,
  plainSecrets: true,
  changes: true,
  ignoreDifferences: true,
  kinds: true,
  atRunTime: true,
  bootstrapSecrets: true,
  node: true,
};

/** What is wrong with the fields of a placement, and it without: synth reads the data without its types. */
export function soundFields(placement: AnyPlacement): { sound: AnyPlacement; faults: string[] } {
  const { overrides: given, definition: defined } = placement;
  if (!isMap(given)) {
    const fault = `its overrides are ${JSON.stringify(given)}; write a map of ${list}`;
    return { sound: { ...placement, overrides: {} }, faults: [fault] };
  }
  const faults: string[] = [];
  const kept = Object.entries(given).filter(([key, value]) => {
    const fault = faultOf(key, value);
    if (fault !== undefined) faults.push(fault);
    return fault === undefined;
  });
  const strangers = Object.keys(defined).filter((key) => !Object.hasOwn(definition, key));
  for (const key of strangers) {
    const todo = isOverride(key)
      ? "set it in the overrides, the last argument of its placement"
      : (didYouMean(key, Object.keys(definition)) ?? "remove it");
    faults.push(`its definition has no field ${key}; ${todo}`);
  }
  return { sound: { ...placement, overrides: Object.fromEntries(kept) }, faults };
}

function faultOf(key: string, value: unknown): string | undefined {
  if (!isOverride(key)) {
    const todo = didYouMean(key, Object.keys(overrides)) ?? `use one of ${list}`;
    return `its overrides have no field ${key}; ${todo}`;
  }
  if (value === undefined || overrides[key].is(value)) return undefined;
  return `${key} of its overrides is ${JSON.stringify(value)}; write ${overrides[key].words}`;
}

const list = Object.keys(overrides).join(", ");

function isOverride(key: string): key is keyof Overrides {
  return Object.hasOwn(overrides, key);
}
