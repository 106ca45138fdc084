import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pull } from "../../scripts/charts/pull.ts";
import type { ArchiveEntry } from "../../scripts/import/lock.ts";
import {
  archiveOf,
  at,
  charts,
  locked,
  repositories,
  retried,
  start,
  stored,
  write,
  writeLock,
} from "./charts-fixture.ts";
import { basic, files, guarded, indexOf, serve, serveSecurely } from "./charts-server.ts";

async function pullOne(chart: ArchiveEntry, options: Parameters<typeof repositories>[0] = {}) {
  const said: string[] = [];
  const pulled = await pull([chart], {
    store: at("store"),
    repositoryOf: repositories(options),
    onProgress: (line) => said.push(line),
  });
  return { ...pulled, messages: pulled.problems.map(({ message }) => message), said };
}

/** A repository with the chart demo 1.2.3. */
function demo(body: Buffer | string, url = "demo-1.2.3.tgz", digest?: string) {
  const entry = { version: "1.2.3", urls: [url], ...(digest ? { digest } : {}) };
  return files({ "/index.yaml": indexOf({ demo: [entry] }), "/demo-1.2.3.tgz": body });
}

describe("charts pull", () => {
  it("fetches what the store lacks, writes the digests that the lock lacks, and is then done", async () => {
    const archive = archiveOf();
    writeLock([locked(await serve(demo(archive)))]);

    const first = await charts(["pull"]);
    const { digest } = locked("", archive);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toContain(`demo 1.2.3: 1 KiB, ${digest}`);
    expect(first.stdout).toContain(`1 digest written in ${at("charts.lock.yaml")}`);
    const text = readFileSync(at("charts.lock.yaml"), "utf8");
    expect(text).toContain(`  version: 1.2.3\n  digest: ${digest}\n  appVersion: "4.10"\n`);
    expect(text).toMatch(/^# Our charts.\n/);
    expect(stored()).toEqual(["demo-1.2.3.tgz"]);

    const again = await charts(["pull"]);
    expect(again.stdout).toBe(`1 chart of 1 in ${at("store")}, 0 of them new\n`);
    expect(readFileSync(at("charts.lock.yaml"), "utf8")).toBe(text);
  });

  it("names every chart that it did not get, and keeps the others", async () => {
    const archive = archiveOf();
    const url = await serve(demo(archive));
    writeLock([
      locked(url, archive),
      { ...locked(url), name: "nothing" },
      { ...locked(`${url}/nowhere`), name: "other" },
    ]);

    const { status, stderr } = await charts(["pull"]);
    expect(status).toBe(1);
    expect(stderr.split("\n")).toEqual([
      `nothing 1.2.3: ${url}/ has no chart "nothing"; check the name and the repository's URL`,
      `other 1.2.3: ${url}/nowhere/index.yaml answered 404; check the repository, the name and the version`,
      `1 chart of 3 in ${at("store")}, 1 of them new`,
      "",
    ]);
    expect(stored()).toEqual(["demo-1.2.3.tgz"]);
  });

  it("goes on after it was killed", async () => {
    const names = ["a", "b", "c", "d"];
    const bodies = names.map((name): [string, Buffer] => [name, archiveOf({ name })]);
    const index = indexOf(
      Object.fromEntries(names.map((name) => [name, [{ version: "1.2.3", urls: [name] }]])),
    );
    const all = files({
      "/index.yaml": index,
      ...Object.fromEntries(bodies.map(([name, body]) => [`/${name}`, body])),
    });
    let isSlow = true;
    let asked = 0;
    const url = await serve((request, response) => {
      if (request.url !== "/index.yaml") asked++;
      // The first two archives arrive, of the others only some bytes.
      if (isSlow && asked > 2) response.writeHead(200, { "content-length": 900 }).write("some");
      else all(request, response);
    });
    writeLock(bodies.map(([name, body]) => locked(url, body, { name })));
    const child = start("charts", ["pull"]);
    await expect.poll(() => stored().length, { timeout: 20_000 }).toBe(2);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    expect(stored().every((name) => /^[a-d]-1\.2\.3\.tgz$/.test(name))).toBe(true);

    isSlow = false;
    expect((await charts(["pull"])).stdout).toContain("4 charts of 4");
    expect((await charts(["verify"])).stdout).toBe(`4 charts verified in ${at("store")}\n`);
  });

  it("removes what a killed one left half-written long ago, and nothing of one that runs", async () => {
    const archive = archiveOf();
    write("store/.old.tmp", "half");
    utimesSync(at("store/.old.tmp"), 0, 0);
    write("store/.new.tmp", "half");
    await pullOne(locked(await serve(demo(archive)), archive));
    expect(stored()).toEqual([".new.tmp", "demo-1.2.3.tgz"]);
  });

  it("fetches again what lies broken in the store", async () => {
    const archive = archiveOf();
    write("store/demo-1.2.3.tgz", archive.subarray(0, 100));
    const { said, problems } = await pullOne(locked(await serve(demo(archive)), archive));
    expect(problems).toEqual([]);
    expect(said[0]).toContain("unexpected end of file; fetching it again");
    expect(readFileSync(at("store/demo-1.2.3.tgz"))).toEqual(archive);
  });

  it("says of a store that cannot be written why", async () => {
    const archive = archiveOf();
    const chart = locked(await serve(demo(archive)), archive);
    write("store", "a file");
    const { messages } = await pullOne(chart);
    expect(messages).toEqual([
      expect.stringMatching(/^the store cannot be used: \w+: .*; mend that or name another with/),
    ]);
  });

  it("needs no repository for what is there", async () => {
    const archive = archiveOf();
    write("store/demo-1.2.3.tgz", archive);
    const { problems, fetched } = await pullOne(locked("https://nowhere.invalid", archive));
    expect({ problems, fetched }).toEqual({ problems: [], fetched: 0 });
  });
});

describe("an archive from a repository", () => {
  it.each([
    ["relative", ""],
    ["absolute", "host"],
  ])("may have a %s URL", async (_, kind) => {
    const archive = archiveOf();
    const host = await serve(files({ "/files/demo-1.2.3.tgz": archive }));
    const entry = { version: "1.2.3", urls: [`${kind && host}/files/demo-1.2.3.tgz`] };
    const url = await serve(
      files({
        "/charts/index.yaml": indexOf({ demo: [entry] }),
        "/files/demo-1.2.3.tgz": archive,
      }),
    );
    expect((await pullOne(locked(`${url}/charts`, archive))).problems).toEqual([]);
  });

  it("is refused with another digest than the lock's", async () => {
    const other = archiveOf({ files: { "values.yaml": "a: 1" } });
    const { messages } = await pullOne(locked(await serve(demo(other)), archiveOf()));
    expect(messages).toEqual([
      expect.stringMatching(
        /^what the repository sends has the digest sha256:\w{64}, not sha256:\w{64} as in charts.lock.yaml; /,
      ),
    ]);
    expect(stored()).toEqual([]);
  });

  it("is refused with another digest than the index's, as long as the lock says none", async () => {
    const archive = archiveOf();
    const url = await serve(demo(archive, "demo-1.2.3.tgz", "0".repeat(64)));
    expect((await pullOne(locked(url))).messages[0]).toContain("but the repository's index says");
    expect((await pullOne(locked(url, archive))).messages).toEqual([]);
  });

  it.each([
    ["truncated", shortened, "is no whole gzip archive of a chart: unexpected end of file"],
    ["a page of HTML", () => "<html>", "is no whole gzip archive of a chart: incorrect header"],
    [
      "half a tar",
      halfTar,
      "is no whole gzip archive of a chart: TAR_BAD_ARCHIVE: Truncated input",
    ],
    ["another chart", () => archiveOf({ name: "other" }), `holds the chart "other", not "demo"`],
    ["another version", () => archiveOf({ version: "2.0.0" }), "holds version 2.0.0, not 1.2.3"],
  ])("is refused when it is %s", async (_, body, message) => {
    const { messages } = await pullOne(locked(await serve(demo(body()))));
    expect(messages[0]).toContain(`what the repository sends ${message}`);
    expect(stored()).toEqual([]);
  });

  function shortened(): Buffer {
    const whole = archiveOf();
    return whole.subarray(0, whole.length - 100);
  }

  function halfTar(): Buffer {
    const header = Buffer.alloc(512);
    header.write("demo/Chart.yaml");
    header.write("0000644\0", 100);
    header.write("00000001000\0", 124);
    header.write("        0", 148);
    header.write("ustar\u000000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return gzipSync(Buffer.concat([header, Buffer.from("name: demo\n")]));
  }
});

describe("a server", () => {
  it("that fails at first is asked again", async () => {
    const archive = archiveOf();
    const all = demo(archive);
    let left = 2;
    const url = await serve((request, response) => {
      if (left-- > 0) response.writeHead(503, { "retry-after": "0.02" }).end();
      else all(request, response);
    });
    expect((await pullOne(locked(url, archive))).problems).toEqual([]);
    expect(retried).toEqual([
      `${url}/index.yaml answered 503; trying again in 0.02 s (1 of 2)`,
      `${url}/index.yaml answered 503; trying again in 0.02 s (2 of 2)`,
    ]);
  });

  it("that breaks off in the middle is asked again, and named in the end", async () => {
    const url = await serve(({ url: path }, response) => {
      if (path === "/index.yaml")
        response.end(indexOf({ demo: [{ version: "1.2.3", urls: ["demo.tgz"] }] }));
      else
        response.writeHead(200, { "content-length": 1000 }).write("some", () => response.destroy());
    });
    const { messages } = await pullOne(locked(url));
    expect(messages).toEqual([`${url}/demo.tgz broke off (ECONNRESET); check the network`]);
    expect(retried).toHaveLength(2);
    expect(stored()).toEqual([]);
  });

  it.each([
    ["before the answer", false],
    ["in the middle of it", true],
  ])("that falls silent %s is given up", async (_, isLate) => {
    const url = await serve((_request, response) => {
      if (isLate) response.writeHead(200, { "content-length": 1000 }).write("some");
    });
    const patience = { retries: 0, waitSeconds: 0, onRetry: () => undefined };
    const { messages } = await pullOne(locked(url), { patience, timeoutSeconds: 0.2 });
    expect(messages).toEqual([
      `${url}/index.yaml said nothing for 0.2 s; try again later, or with a longer --timeout`,
    ]);
  });

  it.each([
    [401, "give a user name and a password for it, as docs/charts.md says, or correct them"],
    [403, "the account may not read it; use another or ask its owner"],
    [404, "check the repository, the name and the version"],
  ])("that answers %i is not asked again", async (status, remedy) => {
    const url = await serve((_, response) => void response.writeHead(status).end());
    const { messages } = await pullOne(locked(url));
    expect(messages).toEqual([`${url}/index.yaml answered ${status}; ${remedy}`]);
    expect(retried).toEqual([]);
  });

  it("that is not there is named", async () => {
    const { messages } = await pullOne(locked("http://127.0.0.1:1"));
    expect(messages).toEqual([
      "http://127.0.0.1:1/index.yaml refuses the connection; check the port, and that the server runs",
    ]);
  });

  it("that redirects for ever is given up", async () => {
    const url = await serve(
      (_, response) => void response.writeHead(302, { location: "/index.yaml" }).end(),
    );
    expect((await pullOne(locked(url))).messages[0]).toContain("redirects more than 5 times");
  });

  it("may send an index of 14 MB", async () => {
    const archive = archiveOf();
    const annotation = "x".repeat(500);
    const entry = (version: string, chart: string) => ({
      version,
      urls: [`${chart}-${version}.tgz`],
      annotations: { images: annotation },
    });
    const versions = Array.from({ length: 300 }, (_, i) => `1.${i}.0`);
    const entries = Array.from({ length: 80 }, (_, i): [string, ReturnType<typeof entry>[]] => [
      `chart-${i}`,
      versions.map((version) => entry(version, `chart-${i}`)),
    ]);
    const middle = ["demo", [entry("1.2.3", "demo")]] as [string, ReturnType<typeof entry>[]];
    const index = indexOf(
      Object.fromEntries([...entries.slice(0, 40), middle, ...entries.slice(40)]),
    );
    expect(index.length).toBeGreaterThan(14e6);
    const url = await serve(files({ "/index.yaml": index, "/demo-1.2.3.tgz": archive }));
    const begin = performance.now();
    expect((await pullOne(locked(url, archive))).problems).toEqual([]);
    // Parsing all of it takes ten times as long.
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it("may write its index in another style", async () => {
    const archive = archiveOf();
    const index = { entries: { demo: [{ version: "1.2.3", urls: ["demo-1.2.3.tgz"] }] } };
    const url = await serve(
      files({ "/index.yaml": JSON.stringify(index), "/demo-1.2.3.tgz": archive }),
    );
    expect((await pullOne(locked(url, archive))).problems).toEqual([]);
  });
});

describe("a password", () => {
  const authorization = basic("anna", "s3cret/ü");

  it("comes from STRATA_CHARTS_CREDENTIALS, and is in no message", async () => {
    const archive = archiveOf();
    const url = await serve(guarded(authorization, demo(archive)));
    writeLock([locked(url, archive)]);
    const credentials = url.replace("//", `//anna:${encodeURIComponent("s3cret/ü")}@`);
    const good = await charts(["pull"], { STRATA_CHARTS_CREDENTIALS: credentials });
    expect(good).toMatchObject({ status: 0, stderr: "" });

    const wrong = credentials.replace("s3cret", "wrong");
    writeFileSync(at("store/demo-1.2.3.tgz"), "");
    const refused = await charts(["pull"], { STRATA_CHARTS_CREDENTIALS: wrong });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("answered 401; give a user name and a password");
    expect(refused.stdout + refused.stderr).not.toMatch(/wrong|anna/);

    const broken = await charts(["pull"], { STRATA_CHARTS_CREDENTIALS: "anna:s3cret" });
    expect(broken.stderr).toMatch(/^STRATA_CHARTS_CREDENTIALS: entry 1 is no https:/);
    expect(broken.stderr).not.toContain("s3cret");
  });

  it("comes from Helm's repositories.yaml", async () => {
    const archive = archiveOf();
    const url = await serve(guarded(authorization, demo(archive)));
    const entry = `{ name: own, url: "${url}", username: anna, password: "s3cret/ü" }`;
    write("helm/repositories.yaml", `repositories:\n- ${entry}\n`);
    expect((await pullOne(locked(url, archive))).problems).toEqual([]);
  });

  it("is quoted from none of Helm's files when they are broken", () => {
    for (const [file, text] of [
      ["helm/repositories.yaml", "repositories: [{ password: s3cret"],
      ["helm/registry/config.json", '{ "auths": s3cret'],
    ] as const) {
      const path = write(file, text);
      expect(() => repositories()).toThrow(
        `${path}: cannot be read; mend it, or sign in with Helm again\nnothing is fetched`,
      );
      rmSync(path);
    }
  });

  it("is shown to its own server only, whoever redirects or names another", async () => {
    const archive = archiveOf();
    const seen: unknown[] = [];
    const elsewhere = await serve(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end(archive);
    });
    const redirecting = demo("", "/moved");
    const url = await serve(
      guarded(authorization, (request, response) => {
        const location = `${elsewhere}/demo.tgz`;
        if (request.url === "/moved") response.writeHead(302, { location }).end();
        else redirecting(request, response);
      }),
    );
    const absolute = await serve(guarded(authorization, demo("", `${elsewhere}/demo.tgz`)));
    const variable = [url, absolute]
      .map((one) => one.replace("//", `//anna:${encodeURIComponent("s3cret/ü")}@`))
      .join("\n");
    const environment = { HELM_CONFIG_HOME: at("helm"), STRATA_CHARTS_CREDENTIALS: variable };
    for (const repository of [url, absolute]) {
      writeFileSync(write("store/demo-1.2.3.tgz", ""), "");
      expect((await pullOne(locked(repository, archive), { environment })).problems).toEqual([]);
    }
    expect(seen).toEqual([undefined, undefined]);
  });
});

describe("TLS", () => {
  it("of an unknown authority is refused with what to do, and goes with its certificate", async () => {
    const archive = archiveOf();
    const { url, ca } = await serveSecurely(demo(archive));
    writeLock([locked(url, archive)]);
    const refused = await charts(["pull"]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /has a certificate of an unknown authority; .* NODE_EXTRA_CA_CERTS/,
    );
    expect(stored()).toEqual([]);
    const trusting = await charts(["pull"], { NODE_EXTRA_CA_CERTS: ca });
    expect(trusting).toMatchObject({ status: 0, stderr: "" });
  });

  it("is set up by Helm's caFile", async () => {
    const archive = archiveOf();
    const { url, ca } = await serveSecurely(demo(archive));
    write(
      "helm/repositories.yaml",
      `repositories:\n- { name: own, url: "${url}", caFile: "${ca}" }\n`,
    );
    expect((await pullOne(locked(url, archive))).problems).toEqual([]);
  });

  it("for another name, and none at all, are told apart", async () => {
    const { url, ca } = await serveSecurely(demo(""), ["elsewhere.example"]);
    write(
      "helm/repositories.yaml",
      `repositories:\n- { name: own, url: "${url}", caFile: "${ca}" }\n`,
    );
    const wrong = await pullOne(locked(url));
    expect(wrong.messages[0]).toContain("has a certificate for another name");
    const plain = await serve(demo(""));
    const none = await pullOne(locked(plain.replace("http:", "https:")));
    expect(none.messages[0]).toContain("does not speak TLS here");
  });
});

describe("a mirror", () => {
  it("stands for every repository", async () => {
    const archive = archiveOf();
    const url = await serve(files({ "/charts/demo-1.2.3.tgz": archive }));
    writeLock([
      locked("https://nowhere.invalid", archive),
      { ...locked("oci://nowhere.invalid/charts"), name: "other" },
    ]);
    const { stderr } = await charts(["pull"], { STRATA_CHARTS_MIRROR: `${url}/charts` });
    expect(stored()).toEqual(["demo-1.2.3.tgz"]);
    expect(stderr).toContain(`other 1.2.3: ${url}/charts/other-1.2.3.tgz answered 404`);
  });
});
