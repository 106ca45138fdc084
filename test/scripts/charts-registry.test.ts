import { describe, expect, it } from "vitest";
import { outdated } from "../../scripts/charts/outdated.ts";
import { pull } from "../../scripts/charts/pull.ts";
import type { ArchiveEntry } from "../../scripts/import/lock.ts";
import {
  archiveOf,
  at,
  charts,
  locked,
  repositories,
  stored,
  write,
  writeLock,
} from "./charts-fixture.ts";
import {
  basic,
  files,
  indexOf,
  registry,
  serve,
  serveSecurely,
  type RegistryOptions,
} from "./charts-server.ts";

const login = basic("anna", "s3cret");

async function pullOne(chart: ArchiveEntry, options: Parameters<typeof repositories>[0] = {}) {
  const { problems } = await pull([chart], {
    store: at("store"),
    repositoryOf: repositories(options),
    onProgress: () => undefined,
  });
  return problems.map(({ message }) => message);
}

/** A registry with `charts/demo`; returns the lock's repository. */
async function withDemo(archive: Buffer, options: Partial<RegistryOptions> = {}, tag = "1.2.3") {
  const url = await serve(registry({ charts: { "charts/demo": { [tag]: archive } }, ...options }));
  return url.replace("http:", "oci:") + "/charts";
}

describe("an OCI registry", () => {
  it("gives a chart to everybody who asks for a token", async () => {
    const archive = archiveOf();
    expect(await pullOne(locked(await withDemo(archive), archive))).toEqual([]);
    expect(stored()).toEqual(["demo-1.2.3.tgz"]);
  });

  it("keeps versions with a plus sign under tags with an underscore", async () => {
    const version = "1.2.3+k3s1";
    const archive = archiveOf({ version });
    const repository = await withDemo(archive, {}, "1.2.3_k3s1");
    expect(await pullOne(locked(repository, archive, { version }))).toEqual([]);
  });

  it.each([
    ["tokens", false],
    ["basic authentication", true],
  ])("with %s takes the password of helm registry login", async (_, isBasic) => {
    const archive = archiveOf();
    const repository = await withDemo(archive, { login, isBasic });
    const chart = locked(repository, archive);
    expect((await pullOne(chart))[0]).toContain("answered 401; give a user name");

    const { host } = new URL(repository);
    const auth = login.replace("Basic ", "");
    write("helm/registry/config.json", JSON.stringify({ auths: { [host]: { auth } } }));
    expect(await pullOne(chart)).toEqual([]);
  });

  it("takes the password of a credential helper", async () => {
    const archive = archiveOf();
    const repository = await withDemo(archive, { login });
    const { host } = new URL(repository);
    write("docker/config.json", JSON.stringify({ credHelpers: { [host]: "test" } }));
    const answer = JSON.stringify({ Username: "anna", Secret: "s3cret" });
    const { chmodSync } = await import("node:fs");
    chmodSync(
      write("bin/docker-credential-test", `#!/bin/sh\ngrep -q ${host} && echo '${answer}'\n`),
      0o755,
    );
    writeLock([locked(repository, archive)]);
    const path = `${at("bin")}:${process.env["PATH"]}`;
    const { status, stderr } = await charts(["pull", "--plain-http"], { PATH: path });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("may keep its blobs elsewhere, where no token is sent and no signature is shown", async () => {
    const archive = archiveOf();
    const seen: unknown[] = [];
    const blobsAt = await serve(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end(archive);
    });
    expect(await pullOne(locked(await withDemo(archive, { blobsAt }), archive))).toEqual([]);
    expect(seen).toEqual([undefined]);
  });

  it("speaks TLS", async () => {
    const archive = archiveOf();
    const { url, ca } = await serveSecurely(
      registry({ charts: { "charts/demo": { "1.2.3": archive } } }),
    );
    writeLock([locked(`${url.replace("https:", "oci:")}/charts`, archive)]);
    const environment = { NODE_EXTRA_CA_CERTS: ca };
    expect(await charts(["pull"], environment)).toMatchObject({ status: 0, stderr: "" });
  });

  it("that sends something else than its manifest says is not believed", async () => {
    const archive = archiveOf();
    const repository = await withDemo(archive, { tamper: (blob) => blob.subarray(1) });
    expect((await pullOne(locked(repository)))[0]).toMatch(/sends for sha256:\w+ something with/);
  });

  it("without the version says so", async () => {
    const repository = await withDemo(archiveOf());
    const messages = await pullOne(locked(repository, undefined, { version: "9.9.9" }));
    expect(messages[0]).toMatch(/\/v2\/charts\/demo\/manifests\/9.9.9 answered 404; check/);
    expect(messages[0]).toContain(new URL(repository).host);
  });

  it("with an image in the place of a chart says so", async () => {
    const url = await serve((_, response) => void response.end('{"layers":[]}'));
    const messages = await pullOne(locked(`${url.replace("http:", "oci:")}/charts`));
    expect(messages[0]).toContain("is something else than a chart; correct the repository");
  });

  it("may be what an index.yaml refers to, or the mirror of everything", async () => {
    const archive = archiveOf();
    const repository = await withDemo(archive);
    const entry = { version: "1.2.3", urls: [`${repository}/demo:1.2.3`] };
    const url = await serve(files({ "/index.yaml": indexOf({ demo: [entry] }) }));
    expect(await pullOne(locked(url, archive))).toEqual([]);

    const mirrored = locked("https://nowhere.invalid", archive);
    expect(await pullOne(mirrored, { mirror: repository })).toEqual([]);
  });
});

describe("charts outdated", () => {
  it("reads all pages of tags and passes over what is not stable", async () => {
    const tags = ["1.2.3", "1.10.0", "1.9.0", "2.0.0-rc.1", "latest", "sha256-abc.sig"];
    const archive = archiveOf();
    const demo = Object.fromEntries(tags.map((tag) => [tag, archive]));
    const repository = await serve(registry({ charts: { "charts/demo": demo }, page: 2 }));
    const chart = locked(`${repository.replace("http:", "oci:")}/charts`);
    const { comparisons } = await outdated([chart], repositories());
    expect(comparisons).toMatchObject([{ newest: "1.10.0", change: "minor" }]);
  });

  it("prints a table or JSON, and what could not be asked", async () => {
    const url = await serve(
      files({
        "/index.yaml": indexOf({
          demo: [
            { version: "2.0.0", urls: [] },
            { version: "1.2.3", urls: [] },
          ],
          old: [{ version: "1.2.3", urls: [], deprecated: true }],
          same: [{ version: "1.2.3", urls: [] }],
        }),
      }),
    );
    const names = ["demo", "old", "same", "unknown"];
    writeLock(names.map((name) => locked(url, undefined, { name })));
    const { status, stdout, stderr } = await charts(["outdated"]);
    expect(status).toBe(1);
    expect(stdout).toBe(
      [
        "chart  locked  newest  change",
        "demo   1.2.3   2.0.0   major",
        "old    1.2.3   1.2.3   deprecated",
        "",
      ].join("\n"),
    );
    expect(stderr).toContain(`unknown 1.2.3: ${url}/ has no chart "unknown"`);

    const json = await charts(["outdated", "demo", "same", "--json"]);
    expect(json).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(json.stdout)).toEqual([
      { name: "demo", repository: url, version: "1.2.3", newest: "2.0.0", change: "major" },
      { name: "same", repository: url, version: "1.2.3", newest: "1.2.3" },
    ]);
  });
});
