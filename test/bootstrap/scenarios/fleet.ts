import assert from "node:assert/strict";
import { join } from "node:path";
import { startWorld } from "../world/index.ts";
import { confirm, events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";
import { Workspace } from "./workspace.ts";

/** From nothing to a hub, and a cluster that it syncs. */
export const fleet: Scenario = {
  name: "fleet",
  shows:
    "from a Proxmox host to a Healthy hub and a member of it, by the commands of docs/bootstrap.md",
  async run({ fleet: data, directory, say }: Context) {
    const world = await startWorld({ fleet: data, directory, clusters: [], say });
    try {
      const { operator } = world.house;
      const environment = { ...world.environment, STRATA_CHARTS: join(directory, "charts") };
      const work = new Workspace(directory, operator, [], environment);
      const { pathname } = new URL(data.repository.url);
      work.commit(join(directory, "git", pathname), data.repository.branch);
      for (const name of Object.keys(data.site.hosts)) await confirm(work, name);
      await work.must("publish");
      say("pins and branch are on the git server");
      const hub = data.clusters.find(({ name }) => name === data.hub)!;
      const member = data.clusters.find(
        ({ argocd, nodes }) => argocd === "hub" && nodes.some(({ host }) => host),
      )!;
      for (const { name } of [hub, member]) {
        await timed(say, work, "vm", ["apply", name]);
        await timed(say, work, "bootstrap", [name]);
      }
      const again = events(await work.must("bootstrap", hub.name, "--json"));
      assert.deepEqual(
        again.filter(({ state }) => state === "done").map(({ host, step }) => `${host}: ${step}`),
        [],
      );
      say("a second run finds nothing to do");
    } finally {
      world.stop();
    }
  },
};

/** Runs a command to its good end, and tells what took long. */
async function timed(
  say: Context["say"],
  work: Workspace,
  command: string,
  words: readonly string[],
): Promise<void> {
  const start = performance.now();
  const onLine = (line: string): void => {
    if (/\((\d{2,}\.\d s|\d+ min|failed)/.test(line)) say(line);
  };
  const { code, out, error } = await work.run(command, words, { onLine });
  if (code !== 0) throw new Error(`npm run ${command} -- ${words.join(" ")}\n${out}${error}`);
  say(
    `npm run ${command} -- ${words.join(" ")}: ${((performance.now() - start) / 1000).toFixed(0)} s`,
  );
}
