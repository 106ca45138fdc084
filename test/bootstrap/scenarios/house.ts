import { join } from "node:path";
import { accessKey, secretKey, startS3Server } from "../../scripts/backup/s3-server.ts";
import type { World, WorldOptions } from "../world/index.ts";
import { startWorld } from "../world/index.ts";
import { confirm } from "./machines.ts";
import type { Context } from "./scenario.ts";
import type { Change } from "./workspace.ts";
import { Workspace } from "./workspace.ts";

/** What there is before the first machine of a cluster. */
export interface House {
  readonly world: World;
  /** Published on the git server, with the keys of the bucket, by an operator who trusts the hosts. */
  readonly work: Workspace;
  /** What the bucket holds, by key. */
  readonly stored: ReadonlyMap<string, unknown>;
}

interface Options extends Pick<WorldOptions, "releases" | "backups"> {
  /** Of the data. */
  readonly changes?: readonly Change[];
}

/** A house with its git server, its bucket and the operator's clone, while `live` goes on in it. */
export async function inHouse(
  { fleet, directory, say }: Context,
  { changes = [], ...outside }: Options,
  live: (house: House) => Promise<void>,
): Promise<void> {
  const world = await startWorld({ fleet, directory, clusters: [], say, ...outside });
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
    const endpoint = `endpoint: "${s3.endpoint}"`;
    const bucket: Change = ["clusters/site.ts", /endpoint: "https:[^"]*"/, endpoint];
    const work = new Workspace(directory, operator, [bucket, ...changes], environment);
    const { pathname } = new URL(fleet.repository.url);
    work.commit(join(directory, "git", pathname), fleet.repository.branch);
    for (const name of Object.keys(fleet.site.hosts)) await confirm(work, name);
    await work.must("publish");
    say("pins and branch are on the git server");
    await live({ world, work, stored: s3.objects });
  } finally {
    s3.stop();
    world.stop();
  }
}
