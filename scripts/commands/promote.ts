import { fleet } from "../fleet/shipped.ts";
import { changeImages, type Edit, editsText } from "../image/change.ts";
import { aimOf, pushOptions } from "../image/options.ts";
import { findInEnvironment, plannedApplications, titleOf } from "../image/planned.ts";
import type { PlannedApplication } from "../image/planned.ts";
import { requirePublished } from "../image/published.ts";
import { pushChange, synth } from "../image/push.ts";
import { readImage } from "../image/reference.ts";
import { askArgo, requireHealthy } from "../image/running.ts";
import { runMain } from "../run/main.ts";
import { endWithUsage, readWords } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { failure } from "../tell/failure.ts";

const usage = defineUsage({
  command: "promote",
  forms: {
    "APP FROM TO":
      "run in one environment what another runs: changes clusters/ and renders dist/. Argo CD must run it healthily there",
  },
  options: {
    unasked: {
      type: "string",
      value: "REASON",
      means: "go on where Argo CD cannot be asked, by what the server's branch has",
    },
    ...pushOptions,
  },
  examples: ["notes staging production", "notes staging production --push --branch promote-notes"],
  notes:
    "An environment is one of a cluster, or a cluster: CLUSTER/ENVIRONMENT where several have it.",
});

await runMain(async () => {
  const { words, values } = readWords(usage);
  const [app, from, to, ...more] = words;
  if (app === undefined || from === undefined || to === undefined || more.length > 0)
    endWithUsage("name an app, the environment it comes from, and the one it goes to", usage);
  const all = plannedApplications();
  const target = findInEnvironment("promote", app, to, all);
  const source = findInEnvironment("promote", app, from, all, target.cluster);
  if (source === target)
    throw failure("promote", `${from} and ${to} are both ${titleOf(target)}; name two`);
  requirePublished(source, aimOf(values));
  await requireRuns(source, values.unasked);
  if (values.push) {
    const change = (): string =>
      `feat(${app}): ${from} to ${to}, ${editsText(promote(app, from, to))}`;
    return console.log(pushChange(aimOf(values), change));
  }
  const edits = promote(app, from, to, all);
  if (edits.length === 0)
    return console.log(`${titleOf(target)} runs what ${titleOf(source)} does`);
  for (const { place, from: old, to: now } of edits) console.log(`${place}: ${old} -> ${now}`);
  synth();
  console.log("dist/ is rendered; look at it with npm run diff, then commit");
});

/** Running is not enough: what is promoted was seen to work. */
async function requireRuns(source: PlannedApplication, reason: string | undefined): Promise<void> {
  const cluster = fleet.clusters.find(({ name }) => name === source.cluster)!;
  const asked = await askArgo(fleet, cluster, source);
  if (!("unasked" in asked)) return requireHealthy(source, asked.live);
  const [first] = asked.unasked.problems;
  if (reason === undefined)
    throw failure(
      titleOf(source),
      `cannot be asked for: ${first!.message}; or say why that is right, with --unasked REASON`,
    );
  console.log(`${titleOf(source)} was not asked for (${reason})`);
}

/** Where it is pushed `all` is what the server has by then. */
function promote(
  app: string,
  from: string,
  to: string,
  all = plannedApplications(),
): readonly Edit[] {
  const target = findInEnvironment("promote", app, to, all);
  const source = findInEnvironment("promote", app, from, all, target.cluster);
  const there = new Map(source.images.map((image) => [readImage(image)?.repository, image]));
  const changes = new Map(
    target.images.flatMap((image) => {
      const other = there.get(readImage(image)?.repository);
      return other === undefined || other === image ? [] : [[image, other] as const];
    }),
  );
  return changes.size === 0 ? [] : changeImages(target, changes, all);
}
