import assert from "node:assert/strict";
import { join } from "node:path";
import { accessKey, secretKey, startS3Server } from "../../scripts/backup/s3-server.ts";
import { startWorld } from "../world/index.ts";
import { House, next, old, tooNew } from "./fleet-life.ts";
import { confirm, events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";
import { Workspace } from "./workspace.ts";

/** From nothing to a hub and a cluster that it syncs, and through the life of that one. */
export const fleet: Scenario = {
  name: "fleet",
  shows:
    "from a Proxmox host to a Healthy hub and a member of it, which grows, is repaired, upgraded, lost and rebuilt, by the commands of the docs",
  async run({ fleet: data, directory, say }: Context) {
    const hub = data.clusters.find(({ name }) => name === data.hub)!;
    const member = data.clusters.find(
      ({ argocd, nodes }) => argocd === "hub" && nodes.some(({ host }) => host),
    )!;
    const world = await startWorld({
      fleet: data,
      directory,
      clusters: [],
      releases: [old, next, tooNew],
      backups: { [member.name]: [{ name: "backup-1", namespace: "staging", claim: "data" }] },
      say,
    });
    const { operator } = world.house;
    const s3 = await startS3Server(operator.address);
    try {
      const environment = {
        ...world.environment,
        STRATA_CHARTS: join(directory, "charts"),
        AWS_ACCESS_KEY_ID: accessKey,
        AWS_SECRET_ACCESS_KEY: secretKey,
        STRATA_AGE_IDENTITY: operator.identityFile,
      };
      const file = `clusters/${member.name}.ts`;
      const { version } = member.kubernetes;
      const changes = [
        ["clusters/site.ts", /endpoint: "https:[^"]*"/, `endpoint: "${s3.endpoint}"`],
        [file, `version: "${version}"`, `version: "${old}"`],
      ] as const;
      const work = new Workspace(directory, operator, changes, environment);
      const { pathname } = new URL(data.repository.url);
      work.commit(join(directory, "git", pathname), data.repository.branch);
      for (const name of Object.keys(data.site.hosts)) await confirm(work, name);
      await work.must("publish");
      say("pins and branch are on the git server");
      const house = new House({ work, world, member, say });
      for (const { name } of [hub, member]) {
        await house.timed("vm", "apply", name);
        await house.timed("bootstrap", name);
      }
      const again = events(await work.must("bootstrap", hub.name, "--json"));
      assert.deepEqual(
        again.filter(({ state }) => state === "done").map(({ host, step }) => `${host}: ${step}`),
        [],
      );
      say("a second run finds nothing to do");
      await house.addWorker();
      await house.replaceServer();
      await house.upgrade();
      await house.backUp(s3.objects);
      await house.rebuild();
    } finally {
      s3.stop();
      world.stop();
    }
  },
};
