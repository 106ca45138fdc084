import assert from "node:assert/strict";
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { localCluster } from "../../../scripts/local/config.ts";
import { buildTools } from "../../e2e/tools.ts";
import { startWeb } from "../../e2e/web.ts";
import { accessKey, secretKey, startS3Server } from "../../scripts/backup/s3-server.ts";
import { makeOperator } from "../hosts/operator.ts";
import { K3d } from "../stand-ins/k3d.ts";
import { openNetwork } from "../world/index.ts";
import { events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";
import { Workspace } from "./workspace.ts";

/** The drill of docs/disaster-recovery.md, killed in the middle of the rebuild and started again. */
export const drill: Scenario = {
  name: "drill",
  shows: "a cluster in containers is lost and comes back with the values of its backup",
  isLong: true,
  async run({ fleet: data, directory, say }: Context) {
    const { cluster } = localCluster(data);
    const tools = await buildTools(say);
    const names = join(directory, "names");
    mkdirSync(names);
    const network = openNetwork(names);
    const web = await startWeb({ fleet: data, network, directory, isBeforeBootstrap: true });
    const operator = makeOperator(join(directory, "operator"), "127.0.0.1");
    const kubeconfig = join(operator.home, ".kube", "config");
    const k3d = await K3d.start({ cluster, tools, directory, network, web, kubeconfig });
    const s3 = await startS3Server();
    const authority = join(directory, "authority.pem");
    writeFileSync(authority, web.ca);
    try {
      const work = new Workspace(
        directory,
        operator,
        [["clusters/site.ts", /endpoint: "https:[^"]*"/, `endpoint: "${s3.endpoint}"`]],
        {
          STRATA_CHARTS: join(directory, "charts"),
          STRATA_AGE_IDENTITY: operator.identityFile,
          AWS_ACCESS_KEY_ID: accessKey,
          AWS_SECRET_ACCESS_KEY: secretKey,
          KUBECONFIG: kubeconfig,
          XDG_STATE_HOME: join(operator.home, "state"),
          NODE_EXTRA_CA_CERTS: authority,
          GIT_SSL_CAINFO: authority,
          SSL_CERT_FILE: authority,
          PATH: [
            k3d.programs.environment()["PATH"]!.split(":")[0],
            tools,
            process.env["PATH"],
          ].join(":"),
        },
      );
      const { pathname } = new URL(data.repository.url);
      work.commit(join(directory, "git", pathname), data.repository.branch);
      await work.must("publish");
      const dry = await work.must("dr", "drill", "--dry-run");
      assert.match(dry, /k3d cluster create --config -/);
      assert.equal(k3d.count, 0);
      say("a dry run says what it would do");

      const words = ["drill", "--confirm", cluster.name];
      const onLine = (line: string): void => say(line);
      const killed = await work.run("dr", words, {
        onLine(line, kill) {
          say(line);
          if (/cluster local runs/.test(line) && k3d.count === 2) kill();
        },
      });
      assert.equal(killed.code, 137, `${killed.out}${killed.error}`);
      const { code, out, error } = await work.run("dr", words, { onLine });
      assert.equal(code, 0, `${out}${error}`);
      assert.match(out, /goes on with the drill of /);
      assert.match(out, /as before: argocd\/argocd-redis, staging\/vulnerability-database/);
      assert.match(out, /it was gone for \d/);
      assert.equal(k3d.count, 2);
      const [, log = ""] = /written to (\S+)/.exec(out)!;
      assert.match(readFileSync(log, "utf8"), /recovery time, .*\n(.*\n)*.*it was gone for /);
      say("killed in the middle of the rebuild, it went on and found everything");

      const [key = ""] = [...s3.objects.keys()];
      assert.match(key, /^secrets\/local\/.*\.age$/);
      assert.match(await work.must("backup", "verify"), /secrets\/local\/\S+: 2 files/);
      const again = events(await work.must("rebuild", cluster.name, "--json"));
      assert.deepEqual(
        again.filter(({ state }) => state === "done").map(({ host, step }) => `${host}: ${step}`),
        [],
      );
      say("a rebuild of what is well does nothing");
    } finally {
      k3d.stop();
      s3.stop();
      web.close();
    }
  },
};
