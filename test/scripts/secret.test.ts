import { execFileSync, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleet } from "../fleets/house/index.ts";
import { placeOf, secretUses } from "../../scripts/secret/uses.ts";
import {
  accessIssues,
  giveAccess,
  roleOf,
  vaultAccessOf,
} from "../../scripts/secret/vault-access.ts";
import { Vault } from "../../scripts/secret/vault.ts";
import { issueCertificate } from "../e2e/authority.ts";
import { VaultStandIn } from "../e2e/day-2/vault.ts";
import { isOnPath } from "../e2e/prerequisites.ts";
import { planOf } from "../support/charts.ts";
import { copySources } from "../support/packages.ts";
import { projectWith } from "../support/project.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const house = projectWith();
const redis = "management/argocd/argocd-redis";

/** As kubectl on a cluster with one Deployment, which reads Secret argocd-redis; writes down what it is called with. */
const kubectl = `
import { appendFileSync, readFileSync } from "node:fs";
const args = process.argv.slice(2);
const asked = args.slice(args.findIndex((one) => one.startsWith("--request-timeout=")) + 1).join(" ");
const input = asked.endsWith("--filename -") ? readFileSync(0, "utf8") : "";
appendFileSync(directory + "/calls", JSON.stringify({ asked, input }) + "\\n");
const metadata = { name: "redis" };
const envFrom = [{ secretRef: { name: "argocd-redis" } }];
const template = { spec: { containers: [{ name: "redis", envFrom }] } };
const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { template } };
if (asked.includes(" get deployments")) console.log(JSON.stringify({ items: [deployment] }));
else if (asked.includes(" get secret ")) console.log("17");
else if (asked.startsWith("get --raw ")) process.stdout.write(readFileSync(directory + "/certificate.pem", "utf8"));
`;

beforeAll(() => programs.add("kubectl", kubectl));
afterAll(() => programs.remove());

function run(args: string, input = "") {
  const argv = [...process.execArgv, "scripts/commands/secret.ts", ...args.split(" ")];
  const env = programs.environment();
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: house,
    encoding: "utf8",
    env,
    input,
  });
  return { status, stdout, stderr };
}

function calls(): { asked: string; input: string }[] {
  const lines = readFileSync(join(programs.directory, "calls"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as { asked: string; input: string });
}

function valueIn(secret: string): string {
  const { data } = JSON.parse(secret) as { data: { auth: string } };
  return Buffer.from(data.auth, "base64").toString();
}

describe("the Secrets of a cluster", () => {
  it("are those that its components ask for and those that the bootstrap makes, with where they are kept", () => {
    const management = fleet.clusters.find(({ name }) => name === "management")!;
    const uses = secretUses(planOf(management));

    expect(uses.map((use) => `${placeOf(use)} ${use.store.kind} ${use.keys.join(",")}`)).toEqual([
      "management/argocd/argocd-redis bootstrap auth",
      "management/argocd/cluster-edge bootstrap token,ca",
      "management/argocd/cluster-production bootstrap token,ca",
      "management/argocd/repository vault username,password",
      "management/cert-manager/cloudflare-api-token vault api-token",
      "management/external-dns/pihole vault password",
      "management/longhorn-system/backup-target vault AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_ENDPOINTS",
      "management/monitoring/alertmanager-smtp vault password",
      "management/monitoring/grafana-admin vault admin-user,admin-password",
      "management/monitoring/logs-push-edge vault username,password",
      "management/monitoring/logs-push-production vault username,password",
      "management/monitoring/metrics-push-edge vault username,password",
      "management/monitoring/metrics-push-production vault username,password",
    ]);
    expect(uses[1]!.store).toEqual({ kind: "bootstrap", isIssued: true });
    expect(uses[3]!.store).toEqual({
      kind: "vault",
      server: "https://vault.mathiaswouters.com:8200",
      mount: "secret",
      path: "management/argocd/repository",
    });
  });
});

describe("npm run secret", () => {
  it("gives no value to a Secret that a cluster issues", () => {
    const { status, stderr } = run("set management/argocd/cluster-edge", "{}");

    expect(status).toBe(1);
    expect(stderr).toBe(
      "management/argocd/cluster-edge: is issued by the cluster that it leads to; have that one's bootstrap make it anew: npm run bootstrap -- CLUSTER\n1 problem\n",
    );
    expect(existsSync(join(programs.directory, "calls"))).toBe(false);
  });

  it("takes values from standard input, hands them on there, and restarts the readers", () => {
    const { status, stdout, stderr } = run(`rotate ${redis}`, "a value\n");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      `${redis} auth written to the cluster\n${redis} restarted deployment/redis\n`,
    );
    const applied = calls().find(({ asked }) => asked.startsWith("apply"))!;
    expect(applied.asked).toBe(
      "apply --server-side --force-conflicts --field-manager=strata-auth --filename -",
    );
    expect(valueIn(applied.input)).toBe("a value");
    const asked = calls().map((call) => call.asked);
    expect(asked.slice(-2)).toEqual([
      "--namespace argocd rollout restart deployment/redis",
      "--namespace argocd rollout status deployment/redis --timeout=300s",
    ]);
    expect(asked.join("\n")).not.toContain("a value");
  });

  it("says what it would do, and does nothing", () => {
    expect(run(`set ${redis} --dry-run`).stdout).toBe(
      `${redis} would set auth in the cluster itself\n`,
    );
  });

  it.each([
    [`set ${redis}`, "", `${redis}: has no value for auth; give one for each key`],
    [
      `rotate ${redis}`,
      "",
      `${redis}: was given no value; give one for auth, or name a key with --generate`,
    ],
    [`set ${redis}`, '{"aut": "x"}', `${redis}: has no key "aut"; did you mean "auth"?`],
    [`set ${redis}`, '{"auth": 7}', `${redis}: was given no text for key "auth"; give it one`],
    [
      `set ${redis}`,
      '{"auth": "secr',
      `${redis}: was given JSON that does not parse; check its quotes and commas`,
    ],
    [
      "set management/argocd/repository",
      "me",
      'management/argocd/repository: has the keys username and password, and standard input is no JSON object; give {"username": "…", …}',
    ],
    [`set ${redis} --generate name`, "", `${redis}: has no key "name"; use auth`],
    [
      "set grafana-admn",
      "",
      'secret: "grafana-admn" is no Secret of the fleet; did you mean "grafana-admin"?',
    ],
    ["set", "", 'secret: names no Secret; name one of those that "npm run secret" lists'],
    [
      `seal ${redis}`,
      "",
      `${redis}: is kept in the cluster itself, not sealed; use: npm run secret -- set ${redis}`,
    ],
    [
      "set management/monitoring/grafana-admin",
      '{"admin-user": "a", "admin-password": "b"}',
      "https://vault.mathiaswouters.com:8200: wants a token; log in with: vault login, or set VAULT_TOKEN",
    ],
  ])("%s of %j says why not", (args, input, message) => {
    expect(run(args, input)).toEqual({
      status: 1,
      stdout: "",
      stderr: `${message}\n1 problem\n`,
    });
  });

  it("takes no value as an argument", () => {
    expect(run(`set ${redis} hunter2`).stderr).toMatch(
      /^one Secret at a time, and values never as arguments\n/,
    );
  });

  it("shows nothing of what is typed", async () => {
    const line = [
      process.execPath,
      ...process.execArgv,
      "scripts/commands/secret.ts",
      "rotate",
      redis,
    ]
      .map((word) => `'${word}'`)
      .join(" ");
    const terminal = spawn("script", ["-qfec", line, "/dev/null"], {
      cwd: house,
      env: programs.environment(),
    });
    let shown = "";
    terminal.stdout.on("data", (text: Buffer) => {
      shown += text.toString();
      if (shown.endsWith(`${redis} auth: `)) terminal.stdin.write("typx\u007fed value\r");
    });
    const status = await new Promise((resolve) => terminal.on("close", resolve));

    expect({ status, shown: shown.replaceAll("\r", "") }).toEqual({
      status: 0,
      shown: `${redis} auth: \n${redis} auth written to the cluster\n${redis} restarted deployment/redis\n`,
    });
    const applied = calls().findLast(({ asked }) => asked.startsWith("apply"))!;
    expect(valueIn(applied.input)).toBe("typed value");
  });
});

describe("Vault", () => {
  const directory = mkdtempSync(join(tmpdir(), "vault-"));
  const standIn = new VaultStandIn(issueCertificate(directory, ["localhost"]), "let me in");
  const store = { kind: "vault", server: "", mount: "secret", path: "home/app/database" } as const;
  const before = { ...process.env };
  let server = "";

  beforeAll(async () => {
    server = `https://localhost:${await standIn.listen(0, "localhost")}`;
    process.env["VAULT_CACERT"] = join(directory, "authority.crt");
    process.env["VAULT_TOKEN"] = "let me in";
  });

  afterAll(() => {
    standIn.stop();
    process.env = before;
    rmSync(directory, { recursive: true });
  });

  it("keeps the keys that are not written", async () => {
    const vault = new Vault(server);
    expect(await vault.keys(store)).toBeUndefined();

    await vault.write(store, { user: "app", password: "one" });
    await vault.write(store, { password: "two" });

    expect(await vault.keys(store)).toEqual(["user", "password"]);
    expect(standIn.kept.get(store.path)).toEqual({ user: "app", password: "two" });
  });

  it("says what to do when it refuses, and when it is not trusted", async () => {
    process.env["VAULT_TOKEN"] = "wrong";
    await expect(new Vault(server).keys(store)).rejects.toThrow(
      `${server}: refuses your token; log in with: vault login, or set VAULT_TOKEN to one that may read and write there`,
    );
    process.env["VAULT_CACERT"] = "";
    await expect(new Vault(server).keys(store)).rejects.toThrow(
      `${server}: has a certificate of an unknown authority; see that it runs and that this computer trusts it (VAULT_CACERT)`,
    );
    process.env["VAULT_CACERT"] = "/nowhere.pem";
    expect(() => new Vault(server)).toThrow("VAULT_CACERT: ENOENT: no such file or directory");
  });
});

describe("what Vault lets a cluster read", () => {
  const directory = mkdtempSync(join(tmpdir(), "vault-access-"));
  const standIn = new VaultStandIn(issueCertificate(directory, ["localhost"]), "let me in");
  const before = { ...process.env };
  const production = planOf(fleet.clusters.find(({ name }) => name === "production")!);
  const access = vaultAccessOf(production)!;
  let vault: Vault;

  beforeAll(async () => {
    const port = await standIn.listen(0, "localhost");
    process.env["VAULT_CACERT"] = join(directory, "authority.crt");
    process.env["VAULT_TOKEN"] = "let me in";
    vault = new Vault(`https://localhost:${port}`);
  });

  afterAll(() => {
    standIn.stop();
    process.env = before;
    rmSync(directory, { recursive: true });
  });

  it("is what is kept for it, by a policy beside the role that its store logs in with", async () => {
    expect(await accessIssues(vault, access)).toEqual([
      "policy kubernetes-production is not there",
      "role external-secrets of auth/kubernetes-production is not there",
    ]);
    await giveAccess(vault, access, "the authority");
    expect(await accessIssues(vault, access)).toEqual([]);
    expect(standIn.configured.get("sys/policies/acl/kubernetes-production")).toEqual({
      policy: 'path "secret/data/production/*" {\n  capabilities = ["read"]\n}\n',
    });
    expect(standIn.configured.get("auth/kubernetes-production/config")).toEqual({
      kubernetes_host: "https://192.168.1.46:6443",
      kubernetes_ca_cert: "the authority",
      disable_local_ca_jwt: true,
    });
  });

  it("is told where somebody gave it more", async () => {
    standIn.configured.set("sys/policies/acl/kubernetes-production", {
      policy: 'path "secret/*" { capabilities = ["read"] }',
    });
    standIn.configured.set("auth/kubernetes-production/role/external-secrets", {
      ...roleOf(access),
      bound_service_account_namespaces: ["*"],
    });
    expect(await accessIssues(vault, access)).toEqual([
      "policy kubernetes-production is another than the data asks for",
      'role external-secrets of auth/kubernetes-production has bound_service_account_namespaces ["*"], not ["external-secrets"]',
    ]);
  });

  it("is shown as lines of Vault's own program, and nothing is asked", () => {
    const { status, stdout } = run("vault production --dry-run");
    expect(status).toBe(0);
    expect(stdout).toContain("vault policy write kubernetes-production - <<'END'\n");
    expect(stdout).toContain("bound_service_account_names=vault-auth");
    expect(run("vault edge --dry-run").stderr).toBe(
      "secret: none of these clusters reads from a Vault\n1 problem\n",
    );
  });
});

describe("a cluster that unseals its Secrets", () => {
  const copy = mkdtempSync(join(tmpdir(), "sealing-"));
  const certificate = join(copy, "certificate.pem");

  beforeAll(() => {
    copySources(copy, "house");
    const edge = join(copy, "clusters", "edge.ts");
    const text = readFileSync(edge, "utf8")
      .replace("  cilium,\n", "  cilium,\n  externalDns,\n")
      .replace("metallb(),", "metallb(),\n    externalDns({ server: endpoints.pihole }),");
    writeFileSync(edge, text);
    issueRsaCertificate(copy, certificate);
  });

  afterAll(() => rmSync(copy, { recursive: true }));

  function runInCopy(args: string, input = "") {
    const argv = [
      ...process.execArgv,
      join(copy, "scripts/commands/secret.ts"),
      ...args.split(" "),
    ];
    const env = programs.environment();
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
      cwd: copy,
      encoding: "utf8",
      env,
      input,
    });
    return { status, stdout, stderr };
  }

  it("gets values into its data, without a cluster", () => {
    const place = "edge/external-dns/pihole";
    expect(runInCopy(`seal ${place} --certificate ${certificate}`, "hunter2")).toEqual({
      status: 0,
      stderr: "",
      stdout: [
        `${place} password sealed into clusters/sealed/edge.json`,
        `${place} now: npm run synth, commit, npm run publish; once it is synced: npm run secret -- roll ${place}`,
        "",
      ].join("\n"),
    });
    const sealed = JSON.parse(
      readFileSync(join(copy, "clusters/sealed/edge.json"), "utf8"),
    ) as object;
    expect(sealed).toEqual({
      "external-dns/pihole": { password: expect.stringMatching(/^[\w+/]{300,}=*$/) },
    });
  });

  it("is asked for its certificate when none is kept, which is kept then", () => {
    execFileSync("cp", [certificate, programs.directory]);
    writeFileSync(join(copy, "clusters", "sealed", "edge.json"), "{}");

    expect(runInCopy("set pihole --dry-run").stdout).toContain(
      "edge/external-dns/pihole would set password in clusters/sealed/edge.json",
    );
    expect(runInCopy("set edge/external-dns/pihole", "hunter2").status).toBe(0);
    expect(calls().at(-1)!.asked).toBe(
      "get --raw /api/v1/namespaces/kube-system/services/http:sealed-secrets-controller:/proxy/v1/cert.pem",
    );
    const kept = readFileSync(join(copy, "clusters", "sealed", "edge.pem"), "utf8");
    expect(kept).toBe(readFileSync(certificate, "utf8"));
  });

  it.runIf(isOnPath("age"))(
    "that is not there yet gets a key, which its bootstrap will find",
    () => {
      const sealed = join(copy, "clusters", "sealed");
      rmSync(join(sealed, "edge.pem"));
      rmSync(join(programs.directory, "certificate.pem"));
      const place = "edge/external-dns/pihole";

      expect(runInCopy(`seal ${place}`, "hunter2").stdout).toContain(
        `${place} a new key, as edge does not answer: its bootstrap takes it from clusters/sealed/edge.key.age; commit it\n`,
      );
      expect(readFileSync(join(sealed, "edge.key.age"), "latin1")).toMatch(/^age-encryption\.org/);
      const kept = readFileSync(join(sealed, "edge.pem"), "utf8");
      expect(runInCopy(`seal ${place}`, "hunter3").stdout).not.toContain("new key");
      expect(readFileSync(join(sealed, "edge.pem"), "utf8")).toBe(kept);
    },
  );

  it("is told where sealed values are not used yet", () => {
    const edge = join(copy, "clusters", "edge.ts");
    const text = readFileSync(edge, "utf8");
    writeFileSync(edge, text.replace(/import sealed .*\n/, "").replace("{ sealed }", ""));

    expect(runInCopy("seal edge/external-dns/pihole", "hunter2").stdout).toContain(
      'edge/external-dns/pihole not used yet: in clusters/edge.ts, import "./sealed/edge.json" and hand it to the component that unseals\n',
    );
  });
});

function issueRsaCertificate(directory: string, certificate: string): void {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = join(directory, "key.pem");
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
  const args = [
    "req",
    "-new",
    "-x509",
    "-key",
    key,
    "-out",
    certificate,
    "-days",
    "2",
    "-subj",
    "/CN=test",
  ];
  execFileSync("openssl", args);
}
