import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as catalogue from "../../charts/index.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import type { AnyDefinition, Layer } from "../../lib/model/definition.ts";
import { layers } from "../../lib/model/definition.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { distributionSections } from "./distributions.ts";
import type { Fact } from "./facts.ts";
import { runningFacts } from "./facts.ts";
import { planSample } from "./sample.ts";
import type { OptionSource } from "./source.ts";
import { readSource } from "./source.ts";

const root = new URL("../../", import.meta.url);

export const cataloguePath = fileURLToPath(new URL("docs/catalogue.md", root));
export const readmePath = fileURLToPath(new URL("README.md", root));

const head = `# Catalogue

What can stand in the list of a cluster. This page is made of the components by \`npm run catalogue\`; a test holds it
against them. What a component costs is what its pods ask for with the options that must be given, on one node;
\`npm run capacity\` says it of your clusters. A first login by a command needs a kubectl that reaches the cluster.

Each component takes its options, and behind them what is otherwise in one placement:

\`\`\`ts
traefik({}, { values: { deployment: { replicas: 3 } } }),
\`\`\`

\`values\` go over those that the component sets (lists are replaced, \`null\` deletes), \`patches\` and \`drop\` change any
object, \`delivery\`, \`ignoreDifferences\`, \`name\` and \`namespace\` are this placement's own. A chart that nobody has made
a component of, and objects that somebody wrote, go in as they are: docs/charts.md.
`;

/** The text of docs/catalogue.md. */
export async function cataloguePage(): Promise<string> {
  const plan = planSample();
  const rooms = layers.map((layer) =>
    roomOf(
      layer,
      componentsIn(layer).map((one) => sectionOf(one, plan)),
    ),
  );
  const own = roomOf("Of this fleet", await ownSections());
  return formatted(`${head}${rooms.join("")}${own}\n${distributionSections()}`);
}

// With empty lines around the list, as the formatter has it.
const listStart = "<!-- npm run catalogue writes this list -->\n\n";
const listEnd = "\n<!-- the end of it -->\n";

/** The text of README.md with its list of what can be had; as it is, where somebody has written another. */
export function withList(readme: string): string {
  const [before, rest] = readme.split(listStart);
  const after = rest?.split(listEnd)[1];
  if (after === undefined) return readme;
  const lines = layers.map((layer) => {
    const names = componentsIn(layer).map(({ definition }) => definition.name);
    return `- **${layer}**: ${names.join(", ")}\n`;
  });
  return [before, listStart, ...lines, listEnd, after].join("");
}

function componentsIn(layer: Layer): readonly Component[] {
  return Object.values(catalogue as Readonly<Record<string, unknown>>)
    .map((component) => (component as (options: object) => AnyPlacement)({}))
    .map((placement) => ({ placement, definition: placement.definition }))
    .filter(({ definition }) => definition.layer === layer)
    .toSorted((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
}

function roomOf(title: string, sections: readonly string[]): string {
  return sections.length === 0 ? "" : `\n## ${title}\n${sections.join("")}`;
}

interface Component {
  readonly placement: AnyPlacement;
  readonly definition: AnyDefinition;
}

function sectionOf({ placement, definition }: Component, plan: ClusterPlan): string {
  const { name, layer } = definition;
  const facts = [...factsOf(placement, definition), ...runningFacts(name, plan)];
  return sectionText(name, `charts/${layer}/${name}.ts`, facts);
}

/** Components that the fleet keeps beside its data. */
async function ownSections(): Promise<readonly string[]> {
  const directory = new URL("clusters/components/", root);
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((file) => file.endsWith(".ts"));
  const sections = files.toSorted().map(async (file) => {
    const exported = Object.values((await import(new URL(file, directory).href)) as object);
    return sectionText(
      file.replace(/\.ts$/, ""),
      `clusters/components/${file}`,
      exported.flatMap(ownFacts),
    );
  });
  return Promise.all(sections);
}

/** None of one that cannot do without options: what it needs may depend on them. */
function ownFacts(component: unknown): readonly Fact[] {
  try {
    const placement = (component as (options: object) => AnyPlacement)({});
    return [["layer", placement.definition.layer], ...factsOf(placement, placement.definition)];
  } catch {
    return [];
  }
}

function sectionText(name: string, path: string, facts: readonly Fact[]): string {
  const { summary, options } = readSource(readFileSync(new URL(path, root), "utf8"));
  const list = facts.map(([fact, text]) => `- ${fact}: ${text}\n`).join("");
  const table = options.length === 0 ? "" : optionTable(options);
  return `\n### ${name}\n\n${summary}\n\n${list}${table}`;
}

function factsOf({ needs, provides }: AnyPlacement, definition: AnyDefinition): Fact[] {
  const { namespace, podSecurity = "baseline", architectures, atRunTime } = definition;
  const chart = typeof definition.chart === "string" ? importedChart(definition.chart) : undefined;
  const bootstrap = definition.bootstrapSecrets;
  const isMade = typeof atRunTime === "function";
  const made = isMade ? ["by its cluster"] : Object.entries(atRunTime ?? {}).map(runTimeFact);
  const isByOptions = (part: unknown): string =>
    typeof part === "function" ? ", by its options" : "";
  const rows: (readonly [string, string | undefined])[] = [
    ["chart", chart && `${chart.name} ${chart.version} (${chart.appVersion})`],
    [
      "namespace",
      typeof namespace === "string"
        ? `\`${namespace}\`, ${podSecurity}`
        : `by its options, ${podSecurity}`,
    ],
    ["architectures", architectures?.join(", ")],
    [
      "needs",
      textOf(
        Object.entries(needs).map(([capability, reason]) => `\`${capability}\` (${reason})`),
        isByOptions(definition.needs),
      ),
    ],
    [
      "provides",
      textOf(
        provides.map((capability) => `\`${capability as string}\``),
        isByOptions(definition.provides),
      ),
    ],
    [
      "Secrets from the bootstrap",
      typeof bootstrap === "object"
        ? Object.keys(bootstrap)
            .map((secret) => `\`${secret}\``)
            .join(", ")
        : undefined,
    ],
    ["at run time", made.length > 0 ? made.join("; ") : undefined],
  ];
  return rows.flatMap(([fact, text]) => (text === undefined ? [] : [[fact, text] as const]));
}

function textOf(parts: readonly string[], more: string): string | undefined {
  return parts.length > 0 ? `${parts.join(", ")}${more}` : undefined;
}

function runTimeFact([fact, value]: readonly [string, unknown]): string {
  if (value === true) return "its operator makes its kinds";
  if (typeof value === "string") return `${fact} \`${value}\``;
  const names = Array.isArray(value) ? value.map(nameOf) : Object.keys(value as object);
  return `${fact} ${names.map((name) => `\`${name}\``).join(", ")}`;
}

/** Pods have one beside their amounts. */
function nameOf(item: unknown): string {
  return String(typeof item === "object" && item !== null && "name" in item ? item.name : item);
}

function optionTable(options: readonly OptionSource[]): string {
  const rows = options.map(({ name, type, isOptional, meaning, default: fallback }) => {
    const preset = fallback ?? (isOptional ? "" : "must be given");
    return `| \`${name}\` | \`${type.replaceAll("|", "\\|")}\` | ${preset} | ${meaning} |\n`;
  });
  return `\n| option | type | default | meaning |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}

/** As the project's formatter leaves it: the tables in columns. */
async function formatted(text: string): Promise<string> {
  const { format } = await import("oxfmt");
  const { code } = await format("catalogue.md", text, { printWidth: 120, proseWrap: "preserve" });
  return code;
}
