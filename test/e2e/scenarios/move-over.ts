import { load } from "js-yaml";
import type { PlannedFile } from "../../../lib/emit/planned-file.ts";
import { manifestToYaml } from "../../../lib/emit/yaml.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { FleetError } from "../../../lib/problem.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment } from "../environment.ts";
import { filesOf } from "../plans.ts";
import { settled } from "../settle.ts";
import { requireOrder } from "./install.ts";
import { push, requireHeld } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";

const name = "local";

/** A fleet that runs by pins as an older Strata named them: tags, which meant whatever they stood on. */
export const moveOver: Scenario = {
  name: "move-over",
  seconds: 160,
  shows: "a fleet whose pins were tags runs on by commits, and back again by a revert",

  async run(context) {
    const fleet = withRevision(context.fleet, name, "pinned");
    const environment = await context.start({ fleet, clusters: [name] });
    const { origin } = environment;
    const { say } = context;
    const older = filesOf(fleet).map(asBefore);
    await origin.commit(older, "of an older Strata");
    await publishTags(environment, older);
    await environment.applyRoots();
    await settled(environment, 900);
    await requireOrder(environment, say);
    const before = podsOf(environment);
    await moved(environment, context);
    requireSame("the move", before, podsOf(environment));
    await origin.git("revert", "--no-edit", "HEAD");
    await origin.pushBranch();
    await environment.refresh();
    await settled(environment, 600);
    requireSame("the way back", before, podsOf(environment));
    say("back by a revert, with the tags that were there");
    await origin.git("revert", "--no-edit", "HEAD");
    await origin.publish();
    await environment.refresh();
    await settled(environment, 600);
    const mark = { mark: "1" };
    const changes = { "cert-manager": mark, "vulnerability-scanner-staging": mark };
    const after = changeFleet(fleet, { [name]: changes });
    requireHeld("the first push by commits", await push(environment, fleet, after), say);
  },
};

/** The same content by commits: everything is Synced at them, and nothing started anew. */
async function moved(environment: Environment, { say }: Context): Promise<void> {
  const { origin, fleet } = environment;
  await origin.commit(filesOf(fleet), "by commits");
  await origin.publish();
  await environment.refresh();
  await settled(environment, 600);
  const kept = await origin.publish("--prune");
  if (!kept.startsWith("nothing to prune"))
    throw problem("publish --prune", `would take what the older commit names: ${kept}`);
  say("moved from tags to commits, with the same pods");
}

/** An Application as it was: at a tag after a hash of its folder. */
function asBefore(file: PlannedFile): PlannedFile {
  if (!/^[^/]+\/apps\/[^/]+\.yaml$/.test(file.path)) return file;
  const manifest = load(file.content) as Manifest & { spec: Spec };
  if (manifest.kind !== "Application" || !manifest.spec.sources) return file;
  const sources = manifest.spec.sources
    .filter(({ ref }) => ref === undefined)
    .map(atTag(file.path));
  const { sources: _, ...spec } = manifest.spec;
  const form = sources.length === 1 ? { source: sources[0] } : { sources };
  const annotations = {
    ...manifest.metadata.annotations,
    "argocd.argoproj.io/manifest-generate-paths": ".",
  };
  const metadata = { ...manifest.metadata, annotations };
  return {
    ...file,
    content: manifestToYaml({ ...manifest, metadata, spec: { ...spec, ...form } }),
  };
}

function atTag(path: string): (source: Source) => Source {
  const place = path.replace(/\/apps\/|\.yaml$/g, "/");
  return (source) =>
    source.path === undefined
      ? source
      : { ...source, targetRevision: `pin/${place}${source.targetRevision.slice(0, 16)}` };
}

interface Source {
  readonly path?: string;
  readonly ref?: string;
  readonly targetRevision: string;
}

interface Spec {
  readonly sources?: readonly Source[];
}

/** All on the newest commit, and then the branch, as it was done. */
async function publishTags({ origin }: Environment, files: readonly PlannedFile[]): Promise<void> {
  const names = files.flatMap(
    ({ content }) => content.match(/pin\/\S+\/[0-9a-f]{16}(?=\n)/g) ?? [],
  );
  const refs = names.map((tag) => `HEAD:refs/tags/${tag}`);
  await origin.git("push", "--quiet", "origin", ...refs);
  await origin.pushBranch();
}

function podsOf({ clusters }: Environment): Set<string> {
  const { view } = clusters.get(name)!.world;
  return new Set(Array.from(view.of("/Pod"), ({ metadata }) => `${metadata.name} ${metadata.uid}`));
}

function requireSame(what: string, before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  const gone = [...before].filter((pod) => !after.has(pod));
  if (gone.length > 0) throw problem(what, `took pods away: ${gone.join(", ")}`);
}

function problem(place: string, message: string): FleetError {
  return new FleetError([{ place, message }]);
}
