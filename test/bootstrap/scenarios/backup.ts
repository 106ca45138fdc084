import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownNames } from "../../../scripts/bootstrap/kubeconfig-step.ts";
import { accessKey, secretKey, startS3Server } from "../../scripts/backup/s3-server.ts";
import { gitlabPrograms } from "../../scripts/stand-ins/gitlab.ts";
import { VaultSnapshots } from "../../scripts/stand-ins/vault-snapshots.ts";
import type { TestHosts } from "../hosts/index.ts";
import { confirm } from "./machines.ts";
import { ReleaseServer } from "./release-server.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Ssh } from "./ssh.ts";
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
    const held = execFileSync("tar", ["--create", "--gzip", "--file=-", "/etc/hostname"]);
    const vault = await VaultSnapshots.start(held, house.operator.address);
    process.env["VAULT_TOKEN"] = vault.token;
    process.env["AWS_ACCESS_KEY_ID"] = accessKey;
    process.env["AWS_SECRET_ACCESS_KEY"] = secretKey;
    process.env["STRATA_AGE_IDENTITY"] = house.operator.identityFile;
    try {
      const work = new Workspace(directory, house.operator, [
        ["clusters/site.ts", /k3s: "https:[^"]*"/, releases.fieldsOf("v1.36.2+k3s1")],
        ["clusters/site.ts", /endpoint: "https:[^"]*"/, `endpoint: "${s3.endpoint}"`],
        ["clusters/site.ts", /vault: "https:[^"]*"/, `vault: "${vault.url}"`],
      ]);
      // The house of this run is one cluster, beside what is no cluster.
      work.change("clusters/index.ts", "[management, production, edge, local]", "[edge]");
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
      await everything({ ...context, house, work, ssh, vault });
    } finally {
      releases.stop();
      s3.stop();
      vault.stop();
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

interface Everything extends Context {
  readonly house: TestHosts;
  readonly work: Workspace;
  readonly ssh: Ssh;
  readonly vault: VaultSnapshots;
}

/** The whole house in one command, and the way back of what is no cluster. */
async function everything(context: Everything): Promise<void> {
  const { say, fleet, house, work, ssh, vault, directory } = context;
  const gitlab = house.add("gitlab", fleet.site.machines["gitlab"]!.address);
  await gitlab.switchOn();
  await confirm(work, gitlab.name);
  const inside = sshTo(house, directory);
  const there = (command: string, input?: string): Promise<string> =>
    must(inside(gitlab.name, command, input));
  for (const [name, script] of Object.entries(gitlabPrograms()))
    await there(`install -m 755 /dev/stdin /usr/local/bin/${name}`, `#!/bin/sh -eu\n${script}\n`);
  await there("echo git:x:998:998::/:/bin/false >> /etc/passwd; echo git:x:998: >> /etc/group");
  const data = "/var/opt/gitlab/data";
  const keys = "/etc/gitlab/gitlab-secrets.json";
  await there(`mkdir -p ${data} /etc/gitlab; touch /etc/gitlab/gitlab.rb`);
  await there(`echo before > ${data}/repositories; echo before > ${keys}`);
  const config = ownNames(
    await must(ssh(server, "cat /etc/rancher/k3s/k3s.yaml")),
    cluster,
    fleet.clusters.find(({ name }) => name === cluster)!.endpoint,
  );
  const configs = join(house.operator.home, ".config", "strata");
  mkdirSync(configs, { recursive: true });
  writeFileSync(join(configs, `${cluster}.kubeconfig`), config, { mode: 0o600 });

  await work.must("backup", "all");
  const listed = await work.must("backup", "list");
  for (const kind of ["etcd/edge", "gitlab/gitlab", "vault/site"])
    assert.match(listed, new RegExp(` ${kind}/\\S+\\.age`));
  await work.must("backup", "verify");
  say("one command backs up etcd, Vault and GitLab, and each can be opened");

  await there(`echo after > ${data}/repositories; echo lost > ${keys}`);
  await work.must("restore", "gitlab", "--confirm", "gitlab");
  assert.equal(await there(`cat ${data}/repositories ${keys}`), "before\nbefore");
  await work.must("restore", "vault", "--confirm", "vault");
  assert.ok(vault.restored?.equals(vault.held));
  say("GitLab has its repositories and keys of before, Vault what it held");
}
