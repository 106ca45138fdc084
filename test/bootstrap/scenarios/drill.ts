import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Cluster, Fleet } from "../../../lib/model/cluster.ts";
import { localCluster } from "../../../scripts/local/config.ts";
import { buildTools } from "../../e2e/tools.ts";
import type { Web } from "../../e2e/web.ts";
import { startWeb } from "../../e2e/web.ts";
import { accessKey, secretKey, startS3Server } from "../../scripts/backup/s3-server.ts";
import { Programs } from "../../scripts/stand-ins/programs.ts";
import { makeOperator } from "../hosts/operator.ts";
import { K3d } from "../stand-ins/k3d.ts";
import { openNetwork } from "../world/index.ts";
import { events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";
import { Workspace } from "./workspace.ts";

const sealedValue = "a password that only this repository has";

/** The drill of docs/disaster-recovery.md, killed in the middle of the rebuild and started again. */
export const drill: Scenario = {
  name: "drill",
  shows: "a cluster in containers is lost and comes back, with the values of its backup and of git",
  isLong: true,
  async run({ directory, say }: Context) {
    const tools = await buildTools(say);
    const names = join(directory, "names");
    mkdirSync(names);
    const network = openNetwork(names);
    const operator = makeOperator(join(directory, "operator"), "127.0.0.1");
    const kubeconfig = join(operator.home, ".kube", "config");
    const programs = new Programs();
    const s3 = await startS3Server();
    const authority = join(directory, "authority.pem");
    const environment = {
      STRATA_CHARTS: join(directory, "charts"),
      STRATA_AGE_IDENTITY: operator.identityFile,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      KUBECONFIG: kubeconfig,
      XDG_STATE_HOME: join(operator.home, "state"),
      NODE_EXTRA_CA_CERTS: authority,
      GIT_SSL_CAINFO: authority,
      SSL_CERT_FILE: authority,
      PATH: `${programs.path}:${tools}:${process.env["PATH"]}`,
    };
    const endpoint = ["clusters/site.ts", /endpoint: "https:[^"]*"/, `endpoint: "${s3.endpoint}"`];
    const work = new Workspace(directory, operator, [endpoint as never], environment);
    let web: Web | undefined;
    let k3d: K3d | undefined;
    try {
      const fleet = await withSealedValue(work);
      say("a value is sealed for a cluster that is not there");
      const { cluster } = localCluster(fleet);
      web = await startWeb({ fleet, network, directory, isBeforeBootstrap: true });
      writeFileSync(authority, web.ca);
      const { pathname } = new URL(fleet.repository.url);
      work.commit(join(directory, "git", pathname), fleet.repository.branch);
      await work.must("publish");
      const place = { tools, directory, network, programs, kubeconfig };
      k3d = await K3d.start({ cluster, web, ...place });
      await loseAndFind({ work, cluster, k3d, say });
      const [key = ""] = [...s3.objects.keys()];
      assert.match(key, /^secrets\/local\/.*\.age$/);
      const verified = await work.must("backup", "verify");
      assert.match(verified, /secrets\/local\/\S+: 2 files/);
      assert.match(
        verified,
        /clusters\/sealed\/local\.key\.age: 1 key, with that of its certificate/,
      );
      const again = events(await work.must("rebuild", cluster.name, "--json"));
      assert.deepEqual(
        again.filter(({ state }) => state === "done").map(({ host, step }) => `${host}: ${step}`),
        [],
      );
      say("a rebuild of what is well does nothing");
    } finally {
      k3d?.stop();
      s3.stop();
      web?.close();
      programs.remove();
    }
  },
};

/** Gives the cluster a Secret whose value stands in git. Returns the fleet as the clone has it then. */
async function withSealedValue(work: Workspace): Promise<Fleet> {
  const file = "clusters/local.ts";
  work.change(file, "  certManager,\n", "  certManager,\n  externalDns,\n");
  work.change(file, "  portfolioSite,\n", "  portfolioSite,\n  sealedSecrets,\n");
  const wired = `import sealed from "./sealed/local.json" with { type: "json" };\nimport { endpoints, site }`;
  work.change(file, "import { site }", wired);
  const placed = `externalDns({ server: endpoints.pihole }),\n    sealedSecrets({ sealed }),\n    argoCd(`;
  work.change(file, "argoCd(", placed);
  writeFileSync(join(work.directory, "clusters/sealed/local.json"), "{}\n");
  const secret = "local/external-dns/pihole";
  const { code, out, error } = await work.run("secret", ["seal", secret], { input: sealedValue });
  assert.equal(code, 0, error);
  assert.match(out, /a new key, as local does not answer/);
  await work.must("synth");
  const { href } = pathToFileURL(join(work.directory, "clusters/index.ts"));
  return ((await import(href)) as { fleet: Fleet }).fleet;
}

interface Losing {
  readonly work: Workspace;
  readonly cluster: Cluster;
  readonly k3d: K3d;
  readonly say: Context["say"];
}

async function loseAndFind({ work, cluster, k3d, say }: Losing): Promise<void> {
  const dry = await work.must("dr", "drill", "--dry-run");
  assert.match(dry, /k3d cluster create --config -/);
  assert.equal(k3d.count, 0);
  say("a dry run says what it would do");

  await work.must("local", "up");
  const place = "staging/vulnerability-database";
  const input = JSON.stringify({ [place]: { "api-key": "given by hand" } });
  const given = await work.run("bootstrap", [cluster.name, "--secrets"], { input });
  assert.equal(given.code, 0, `${given.out}${given.error}`);
  assert.equal(
    await k3d.secretValue("staging", "vulnerability-database", "api-key"),
    "given by hand",
  );
  assert.doesNotMatch(`${given.out}${given.error}`, /given by hand/);
  say("values on standard input are in the cluster, and nowhere in what is printed");

  const words = ["drill", "--confirm", cluster.name];
  const killed = await work.run("dr", words, {
    onLine(line, kill) {
      say(line);
      if (/cluster local runs/.test(line) && k3d.count === 2) kill();
    },
  });
  assert.equal(killed.code, 137, `${killed.out}${killed.error}`);
  const { code, out, error } = await work.run("dr", words, { onLine: say });
  assert.equal(code, 0, `${out}${error}`);
  assert.match(out, /goes on with the drill of /);
  assert.match(
    out,
    /as before: argocd\/argocd-redis, external-dns\/pihole, kube-system\/sealing-key-\w{8}, staging\/vulnerability-database/,
  );
  assert.match(out, /it was gone for \d/);
  assert.equal(k3d.count, 2);
  const [, log = ""] = /written to (\S+)/.exec(out)!;
  assert.match(readFileSync(log, "utf8"), /recovery time, .*\n(.*\n)*.*it was gone for /);
  assert.equal(await k3d.secretValue("external-dns", "pihole", "password"), sealedValue);
  say("killed in the middle of the rebuild, it went on; what git and the backup hold is there");
}
