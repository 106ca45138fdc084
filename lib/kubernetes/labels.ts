import { didYouMean } from "../words.ts";

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly Requirement[];
}

/** An empty selector selects everything, as in Kubernetes. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = selector;
  for (const key in matchLabels) if (labels[key] !== matchLabels[key]) return false;
  return matchExpressions?.every((requirement) => holds(requirement, labels)) ?? true;
}

function holds({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    // Of nodes: a label that is no whole number is neither.
    case "Gt":
      return isWhole(value) && Number(value) > Number(values[0]);
    case "Lt":
      return isWhole(value) && Number(value) < Number(values[0]);
    default:
      return value === undefined;
  }
}

function isWhole(value: string | undefined): boolean {
  return value !== undefined && /^[+-]?\d+$/.test(value);
}

export function showLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? pairs.join(",") : "nothing";
}

export function showSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const requirements = matchExpressions.map(({ key, operator, values }) =>
    values?.length ? `${key} ${operator} (${values.join(", ")})` : `${key} ${operator}`,
  );
  const pairs = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return [...pairs, ...requirements].join(",");
}

/** The labels among the candidates that a selector may have meant. */
export function meantLabels(
  selector: LabelSelector,
  candidates: readonly Labels[],
): string | undefined {
  const wanted = selector.matchLabels ?? {};
  const keys = Object.keys(wanted);
  // Labels beside the selected ones say nothing about a slip of the keyboard.
  const comparable = candidates.map((labels) => {
    const same = keys.filter((key) => labels[key] !== undefined);
    return showLabels(
      same.length > 0 ? Object.fromEntries(same.map((key) => [key, labels[key]!])) : labels,
    );
  });
  return didYouMean(showSelector(selector), comparable);
}

export interface Labelled {
  readonly labels: Labels;
}

/** Things by their labels, so that a selector looks at few of many. */
export class LabelIndex<Value extends Labelled> {
  readonly all: Value[] = [];
  /** By key, then by value. */
  readonly #byLabel = new Map<string, Map<string, Value[]>>();

  add(value: Value): void {
    this.all.push(value);
    for (const key in value.labels) {
      let byValue = this.#byLabel.get(key);
      if (!byValue) this.#byLabel.set(key, (byValue = new Map()));
      const text = value.labels[key]!;
      const list = byValue.get(text);
      if (list) list.push(value);
      else byValue.set(text, [value]);
    }
  }

  select(selector: LabelSelector): readonly Value[] {
    let candidates = this.all;
    for (const key in selector.matchLabels) {
      const list = this.#byLabel.get(key)?.get(selector.matchLabels[key]!) ?? [];
      if (list.length < candidates.length) candidates = list;
    }
    return candidates.filter(({ labels }) => selects(selector, labels));
  }
}

/** One index for each namespace. */
export function indexByNamespace<Value extends Labelled>(
  values: Iterable<readonly [namespace: string, value: Value]>,
): ReadonlyMap<string, LabelIndex<Value>> {
  const indexes = new Map<string, LabelIndex<Value>>();
  for (const [namespace, value] of values) {
    const index = indexes.get(namespace) ?? new LabelIndex<Value>();
    indexes.set(namespace, index);
    index.add(value);
  }
  return indexes;
}
