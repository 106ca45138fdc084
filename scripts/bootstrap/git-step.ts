import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { git, resolve } from "../git/git.ts";
import { nameOf, pinsOf } from "../publish/pins.ts";
import { Refusal } from "../tell/refusal.ts";
import { defaultRemote, readRemote } from "../publish/remote.ts";
import { standingOf } from "../publish/standing.ts";
import { failure } from "../tell/failure.ts";
import type { Step } from "../run/step.ts";

/** The git server has what this clone has for the cluster: Argo CD takes it from there. */
export function publishedStep({ repository }: Fleet, { name }: Cluster): Step {
  return {
    name: `${name}: the git server has its objects`,
    host: "here",
    async isDone() {
      requirePublished(repository.branch, name);
      return true;
    },
    actions: () => [],
    look: "npm run publish -- --dry-run",
  };
}

/** Throws what has to be published first. */
function requirePublished(branch: string, cluster: string): void {
  try {
    const remote = defaultRemote(branch);
    const refs = readRemote(remote);
    const published = refs.get(`refs/heads/${branch}`);
    const missing = pinsOf("HEAD").filter(
      (pin) => pin.cluster === cluster && standingOf(pin, refs) !== "there",
    );
    if (missing.length > 0) {
      const message = `${remote} lacks ${missing.length} of its pins, such as ${nameOf(missing[0]!)}; run: npm run publish`;
      throw failure(cluster, message);
    }
    const folder = `dist/${cluster}`;
    const [there] = published ? resolve([`${published}:${folder}`]) : [];
    if (there === git("rev-parse", `HEAD:${folder}`)) return;
    const message = `branch ${branch} of ${remote} has another ${folder} than this clone; pull or push first: npm run publish`;
    throw failure(cluster, message);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [place = "", ...rest] = error.message.split("\n")[0]!.split(": ");
    throw failure(place, rest.join(": "));
  }
}
