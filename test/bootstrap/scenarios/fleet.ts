import assert from "node:assert/strict";
import { ClusterLife, next, old, tooNew } from "./cluster-life.ts";
import { inHouse } from "./house.ts";
import { events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";

/** From nothing to a hub and a cluster that it syncs, and through the life of that one. */
export const fleet: Scenario = {
  name: "fleet",
  shows:
    "from a Proxmox host to a Healthy hub and a member of it, which grows, is repaired, upgraded, lost and rebuilt, by the commands of the docs",
  async run(context: Context) {
    const { fleet: data, say } = context;
    const hub = data.clusters.find(({ name }) => name === data.hub)!;
    const member = data.clusters.find(
      ({ argocd, nodes }) => argocd === "hub" && nodes.some(({ host }) => host),
    )!;
    const { version } = member.kubernetes;
    const options = {
      releases: [old, next, tooNew],
      backups: { [member.name]: [{ name: "backup-1", namespace: "staging", claim: "data" }] },
      changes: [[`clusters/${member.name}.ts`, `version: "${version}"`, `version: "${old}"`]],
    } as const;
    await inHouse(context, options, async ({ work, world, stored }) => {
      const life = new ClusterLife({ work, world, cluster: member, say });
      for (const { name } of [hub, member]) {
        await life.timed("vm", "apply", name);
        await life.timed("bootstrap", name);
      }
      const again = events(await work.must("bootstrap", hub.name, "--json"));
      assert.deepEqual(
        again.filter(({ state }) => state === "done").map(({ host, step }) => `${host}: ${step}`),
        [],
      );
      say("a second run finds nothing to do");
      await life.addWorker();
      await life.replaceServer();
      await life.upgrade();
      await life.backUp(stored);
      await life.rebuild("data");
    });
  },
};
