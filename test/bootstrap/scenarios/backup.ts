import assert from "node:assert/strict";
import { accessKey, secretKey, startS3Server } from "../../scripts/backup/s3-server.ts";
import { confirm } from "./machines.ts";
import { ReleaseServer } from "./release-server.ts";
import type { Context, Scenario } from "./scenario.ts";
import { must, sshTo } from "./ssh.ts";
import { Workspace } from "./workspace.ts";

const [cluster, server] = ["edge", "edge-pi-01"];

/** The state of a cluster goes into a bucket, sealed, and comes back, however often the command is killed on the way. */
export const backup: Scenario = {
  name: "backup",
  shows: "what was deleted after a backup of etcd is there again",
  async run(context: Context) {
    const { say, directory } = context;
    const house = await context.start({ clusters: [cluster] });
    const releases = await ReleaseServer.start(house.operator.address);
    const s3 = await startS3Server(house.operator.address);
    process.env["AWS_ACCESS_KEY_ID"] = accessKey;
    process.env["AWS_SECRET_ACCESS_KEY"] = secretKey;
    process.env["STRATA_AGE_IDENTITY"] = house.operator.identityFile;
    try {
      const work = new Workspace(directory, house.operator, [
        ["clusters/site.ts", /k3s: "https:[^"]*"/, `k3s: "${releases.url}"`],
        ["clusters/site.ts", /endpoint: "https:[^"]*"/, `endpoint: "${s3.endpoint}"`],
      ]);
      await confirm(work, server);
      const ssh = sshTo(house, directory);
      const kubectl = (args: string): Promise<string> =>
        must(ssh(server, `k3s kubectl ${args} -n default`));
      await work.must("node", "join", server);
      await kubectl("create configmap kept --from-literal=a=b");
      say("a cluster with something in it");

      await work.must("backup", "etcd", cluster);
      const [key = ""] = s3.objects.keys();
      assert.match(key, /^etcd\/edge\/.*\.age$/);
      assert.equal((await ssh(server, "ls /var/lib/rancher/k3s/server/db/snapshots")).out, "");
      assert.match(await work.must("backup", "list"), /\d min .* etcd\/edge\//);
      assert.match(await work.must("backup", "verify"), /etcd\/edge\/\S+: 2 files/);
      say(`${key} can be listed and opened, and nothing of it is left on the server`);

      await kubectl("delete configmap kept");
      const refused = await work.run("restore", ["etcd", cluster]);
      assert.match(
        refused.error,
        /^edge: its state becomes that of etcd\/edge\/\S+; say that you want that with: --confirm edge$/m,
      );
      const runs = await killedOnceAfterEachStep(work);
      assert.equal(await kubectl("get configmap kept -o jsonpath={.data.a}"), "b");
      say(`it is there again, with the command killed after each of its steps: ${runs} runs`);
    } finally {
      releases.stop();
      s3.stop();
    }
  },
};

/** Kills the restore when a step is done for the first time, and starts it again, to its end. Returns the runs. */
async function killedOnceAfterEachStep(work: Workspace): Promise<number> {
  const seen = new Set<string>();
  for (let run = 1; run < 20; run += 1) {
    const ended = await work.run("restore", ["etcd", cluster, "--confirm", cluster, "--json"], {
      onLine(line, kill) {
        const { event, state, step } = JSON.parse(line) as Record<string, string>;
        if (event !== "step" || state !== "done" || seen.has(step!)) return;
        seen.add(step!);
        kill();
      },
    });
    if (ended.code === 0) return run;
    if (ended.code !== 137)
      throw new Error(`run ${run} ended with ${ended.code}\n${ended.out}${ended.error}`);
  }
  throw new Error("there is no end to it");
}
