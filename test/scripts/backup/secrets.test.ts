import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secretsCheck, secretsSource, savedSecrets } from "../../../scripts/backup/secrets.ts";
import { save } from "../../../scripts/backup/take.ts";
import type { GivenSecrets } from "../../../scripts/bootstrap/secret-steps.ts";
import { Kubectl } from "../../../scripts/kube/kubectl.ts";
import { givenSecrets } from "../../../scripts/rebuild/secrets.ts";
import type { Event } from "../../../scripts/tell/report.ts";
import { isOnPath } from "../../e2e/prerequisites.ts";
import { fleetOf } from "../../support/fleet.ts";
import { projectWith } from "../../support/project.ts";
import { Programs } from "../stand-ins/programs.ts";
import { House } from "./house.ts";
import { accessKey, secretKey } from "./s3-server.ts";

const programs = new Programs();
const home = projectWith();
const path = process.env["PATH"];
const { signal } = new AbortController();
let house: House;

/** As kubectl on a cluster with one Secret, and without the other. */
const kubectl = `
const asked = process.argv.slice(2).join(" ");
const auth = Buffer.from("the password of redis").toString("base64");
if (asked.includes("get secret argocd-redis --namespace=argocd")) console.log(JSON.stringify({ data: { auth } }));
else { console.error('Error from server (NotFound): secrets "database" not found'); process.exit(1); }
`;

function clusterWith(secretsFromBootstrap: Readonly<Record<string, readonly string[]>>) {
  return fleetOf({ cluster: { secretsFromBootstrap } }).clusters[0]!;
}

beforeAll(async () => {
  house = await House.build();
  programs.add("kubectl", kubectl);
  process.env["PATH"] = programs.environment()["PATH"];
});

afterAll(() => {
  process.env["PATH"] = path;
  programs.remove();
  house.tearDown();
});

describe.runIf(isOnPath("age"))("Secrets that the bootstrap made up", () => {
  const cluster = clusterWith({ "argocd/argocd-redis": ["auth"] });

  it("come back as they are given to the bootstrap", async () => {
    expect(await savedSecrets(house.store, cluster)).toBeUndefined();

    const source = await secretsSource(new Kubectl(cluster, signal), false);
    const { key } = await save(source, "20261121150405", house.store, house.run);

    expect(key).toMatch(/^secrets\/home\/.*\.age$/);
    const [stored] = [...house.s3.objects.values()];
    expect(stored!.body.toString("latin1")).not.toContain("password");
    expect(await savedSecrets(house.store, cluster)).toEqual({
      key,
      values: { "argocd/argocd-redis": { auth: "the password of redis" } },
    });
    expect(await house.store.open(key, secretsCheck)).toBe("argocd/argocd-redis\n");
  });

  it("are what a rebuild gives its bootstrap, but for what is typed", async () => {
    const notes: string[] = [];
    const report = {
      ...house.run.report,
      event: (event: Event) => void (event.event === "note" && notes.push(event.text)),
    };
    const rebuild = (typed: GivenSecrets, of = cluster) =>
      givenSecrets({ fleet: house, cluster: of, typed, report, signal });
    const typed = { "argocd/repository": { username: "me" } };

    expect(await rebuild(typed)).toEqual(typed);
    process.env["AWS_ACCESS_KEY_ID"] = accessKey;
    process.env["AWS_SECRET_ACCESS_KEY"] = secretKey;
    try {
      expect(await rebuild(typed)).toEqual({
        ...typed,
        "argocd/argocd-redis": { auth: "the password of redis" },
      });
      const mine = { "argocd/argocd-redis": { auth: "mine" } };
      expect(await rebuild(mine)).toEqual(mine);
      const other = { ...cluster, name: "other" };
      expect(await rebuild({}, other)).toEqual({});
      expect(await rebuild({}, clusterWith({}))).toEqual({});
    } finally {
      delete process.env["AWS_ACCESS_KEY_ID"];
      delete process.env["AWS_SECRET_ACCESS_KEY"];
    }
    expect(notes).toEqual([
      "no keys of a bucket (AWS_ACCESS_KEY_ID): argocd/argocd-redis get new values",
      expect.stringMatching(/^takes the values of secrets\/home\/.*\.age$/),
      expect.stringMatching(/^takes the values of secrets\/home\/.*\.age$/),
      "no backup has argocd/argocd-redis: they get new values",
    ]);
  });

  it("are not shown", async () => {
    const source = await secretsSource(new Kubectl(cluster, signal), false);
    const { argv, shown } = source.read("");

    expect([argv, shown]).toEqual([["cat"], "kubectl get secret argocd/argocd-redis, of home"]);
  });

  it("are missed", async () => {
    const other = clusterWith({ "staging/database": ["password"] });
    await expect(secretsSource(new Kubectl(other, signal), false)).rejects.toThrow(
      "home/staging/database: is not there; make it with: npm run bootstrap -- home",
    );
  });

  it("are none of a cluster that has none", () => {
    const argv = [...process.execArgv, "scripts/commands/backup.ts", "secrets", "production"];
    const { stderr } = spawnSync(process.execPath, argv, { cwd: home, encoding: "utf8" });
    expect(stderr).toBe(
      "production: has no secretsFromBootstrap; there is nothing to back up\n1 problem\n",
    );
  });

  it("that were cut off fail a verification", () => {
    const [program = "", ...args] = secretsCheck.argv;
    expect(spawnSync(program, args, { input: '{"a/b": {"c": "d' }).status).toBe(1);
  });
});
