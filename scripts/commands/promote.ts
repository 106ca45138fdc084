import { fleet } from "../fleet/shipped.ts";
import { changeImages } from "../image/change.ts";
import { moveOptions } from "../image/move-options.ts";
import { aimOf, pushOptions } from "../image/options.ts";
import type { Difference } from "../image/options-diff.ts";
import { findInEnvironment, plannedApplications, titleOf } from "../image/planned.ts";
import type { PlannedApplication } from "../image/planned.ts";
import type { Part, Promotion } from "../image/promotion.ts";
import { chooseDifferences, leftText, parts } from "../image/promotion.ts";
import { requirePublished } from "../image/published.ts";
import { pushChange, synth } from "../image/push.ts";
import { readImage } from "../image/reference.ts";
import { askArgo, requireHealthy } from "../image/running.ts";
import { allOrNothing, type Edit, editsText, editText } from "../image/trial.ts";
import { runMain } from "../run/main.ts";
import { endWithUsage, readWords, requireWord } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { failure } from "../tell/failure.ts";

const usage = defineUsage({
  command: "promote",
  forms: {
    "APP FROM TO":
      "run in one environment what another runs, images and options: changes clusters/ and renders dist/. Argo CD must run it healthily there",
  },
  options: {
    options: {
      type: "string",
      value: "NAMES",
      means:
        'these options, with commas between, or "all"; by default all that are not of the environment, as hosts and sizes are',
    },
    only: { type: "string", value: "PART", means: "image or options; both by default" },
    "dry-run": {
      type: "boolean",
      default: false,
      means: "say what would change, and change nothing",
    },
    unasked: {
      type: "string",
      value: "REASON",
      means: "go on where Argo CD cannot be asked, by what the server's branch has",
    },
    ...pushOptions,
  },
  examples: [
    "notes staging production --dry-run",
    "notes staging production --options replicas,settings",
    "notes staging production --push --branch promote-notes",
  ],
  notes:
    "An environment is one of a cluster, or a cluster: CLUSTER/ENVIRONMENT where several have it.",
});

await runMain(async () => {
  const { words, values } = readWords(usage);
  const [app, from, to, ...more] = words;
  if (app === undefined || from === undefined || to === undefined || more.length > 0)
    endWithUsage("name an app, the environment it comes from, and the one it goes to", usage);
  const only = values.only === undefined ? undefined : requireWord(values.only, parts, usage);
  if (only === "image" && values.options !== undefined)
    endWithUsage("--only image moves no options; leave one of the two out", usage);
  if (values.unasked?.trim() === "") endWithUsage("--unasked needs the reason", usage);
  if (values["dry-run"] && values.push) endWithUsage("--dry-run pushes nothing", usage);
  const meant: Meant = { app, from, to, only, names: values.options };
  const all = plannedApplications();
  const promotion = read(meant, all);
  const { source, target, moved } = promotion;
  const isWhole = moved.length > 0;
  requirePublished(source, aimOf(values), isWhole);
  await requireRuns(source, values.unasked, isWhole);
  if (values.push) {
    const change = async (): Promise<string> => {
      const now = plannedApplications();
      const next = read(meant, now);
      if (next.source.hash !== source.hash)
        throw failure(titleOf(source), "has changed on the server meanwhile; run it again");
      const edits = await allOrNothing(false, () => promote(next, only, now));
      return `feat(${app}): ${from} to ${to}, ${editsText(edits)}`;
    };
    return console.log(await pushChange(aimOf(values), change));
  }
  const edits = await allOrNothing(values["dry-run"], () => promote(promotion, only, all));
  for (const edit of edits) console.log(`${edit.place}: ${editText(edit)}`);
  if (edits.length === 0) console.log(`${titleOf(target)} runs what ${titleOf(source)} does`);
  for (const line of only === "image" ? [] : leftText(promotion)) console.log(line);
  if (edits.length === 0) return;
  if (values["dry-run"]) return console.log("nothing is changed: leave out --dry-run");
  synth();
  console.log("dist/ is rendered; look at it with npm run diff, then commit");
});

/** What was asked for. */
interface Meant {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  readonly only: Part | undefined;
  readonly names: string | undefined;
}

/** Where it is pushed `all` is what the server has by then. */
function read(
  { app, from, to, only, names }: Meant,
  all: readonly PlannedApplication[],
): Promotion {
  const target = findInEnvironment("promote", app, to, all);
  const source = findInEnvironment("promote", app, from, all, target.cluster);
  if (source === target)
    throw failure("promote", `${from} and ${to} are both ${titleOf(target)}; name two`);
  const chosen: Pick<Promotion, "moved" | "left"> =
    only === "image"
      ? { moved: [], left: [] }
      : chooseDifferences(fleet, { source, target, words: [from, to] }, names);
  return { source, target, ...chosen };
}

/** Running is not enough: what is promoted was seen to work. */
async function requireRuns(
  source: PlannedApplication,
  reason: string | undefined,
  isWhole: boolean,
): Promise<void> {
  const cluster = fleet.clusters.find(({ name }) => name === source.cluster)!;
  const asked = await askArgo(fleet, cluster, source);
  if (!("unasked" in asked))
    return requireHealthy(source, asked.live, isWhole ? fleet.repository.branch : undefined);
  const [first] = asked.unasked.problems;
  if (reason === undefined)
    throw failure(
      titleOf(source),
      `cannot be asked for: ${first!.message}; or say why that is right, with --unasked REASON`,
    );
  console.log(`${titleOf(source)} was not asked for (${reason})`);
}

/** The image first: what is moved behind it is judged by what the fleet is then. */
function promote(
  { source, target, moved }: Promotion,
  only: Part | undefined,
  all: readonly PlannedApplication[],
): readonly Edit[] {
  const changes = only === "options" ? new Map<string, string>() : imageChanges(source, target);
  const images = changes.size === 0 ? [] : changeImages(target, changes, all);
  return [...images, ...optionEdits(target, moved, images, all)];
}

function optionEdits(
  target: PlannedApplication,
  moved: readonly Difference[],
  images: readonly Edit[],
  all: readonly PlannedApplication[],
): readonly Edit[] {
  if (images.length === 0 || moved.length === 0) return moveOptions(target, moved, all);
  const now = plannedApplications();
  return moveOptions(
    now.find((one) => titleOf(one) === titleOf(target))!,
    moved,
    now,
  );
}

function imageChanges(
  source: PlannedApplication,
  target: PlannedApplication,
): ReadonlyMap<string, string> {
  const there = new Map(source.images.map((image) => [readImage(image)?.repository, image]));
  return new Map(
    target.images.flatMap((image) => {
      const other = there.get(readImage(image)?.repository);
      return other === undefined || other === image ? [] : [[image, other] as const];
    }),
  );
}
