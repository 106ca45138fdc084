import type { Finding } from "../support/finding.ts";
import { fieldChanges } from "../support/fields.ts";
import { valuesNode } from "../support/schema.ts";
import { stepOf } from "../support/versions.ts";
import { fewOf } from "../support/words.ts";
import type { ApplicationState, ChartState, Pair } from "../support/state.ts";

/** Charts of other versions or with other values. */
export function* charts({ cluster, before, after }: Pair): Iterable<Finding> {
  for (const [name, application] of after.applications) {
    const old = before.applications.get(name);
    if (old === application || !old?.chart || !application.chart) continue;
    const said = [...stepsOf(old.chart, application.chart)];
    if (said.length > 0) yield chartFinding(cluster, application, said);
  }
}

interface Step {
  readonly message: string;
  readonly todo?: string;
}

function chartFinding(
  cluster: string,
  { name, path, chart }: ApplicationState,
  said: readonly Step[],
): Finding {
  const todos = [...new Set(said.flatMap(({ todo }) => todo ?? []))];
  return {
    topic: "charts",
    rule: "chart-changed",
    level: todos.length > 0 ? "warning" : "note",
    place: `${cluster}/${name}`,
    path,
    message: `chart ${chart!.name}: ${said.map(({ message }) => message).join(", ")}`,
    ...(todos.length > 0 && { todo: todos.join("; ") }),
  };
}

function* stepsOf(old: ChartState, own: ChartState): Iterable<Step> {
  if (old.name !== own.name)
    yield { message: `it was ${old.name}`, todo: "look at every object below" };
  if (old.repository !== own.repository)
    yield {
      message: `from ${own.repository} instead of ${old.repository}`,
      todo: "make sure that whoever publishes there is who you mean",
    };
  if (old.version !== own.version && old.version !== undefined && own.version !== undefined)
    yield versionStep(old.version, own.version);
  const fields = fieldChanges(old.values, own.values, () => valuesNode(own.name)).map(
    ({ path }) => path,
  );
  if (fields.length > 0) yield { message: `other values (${fewOf(fields, ", ")})` };
}

function versionStep(from: string, to: string): Step {
  const message = `${from} -> ${to}`;
  switch (stepOf(from, to)) {
    case "major":
      return {
        message: `${message}, another major`,
        todo: "read its notes of release for what has to be done before",
      };
    case "older":
      return {
        message: `${message}, an older version`,
        todo: "make sure that it reads what the newer one has written",
      };
    default:
      return { message };
  }
}
