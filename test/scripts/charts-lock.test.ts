import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { importedCharts } from "../../lib/kubernetes/chart.ts";
import type { ImportedChart } from "../../lib/kubernetes/chart.ts";
import { editLock } from "../../scripts/charts/lock-edit.ts";
import { staleArchives } from "../../scripts/charts/stale.ts";
import { readLock } from "../../scripts/import/lock.ts";
import { extract, managersOf } from "../support/renovate.ts";
import { archiveOf, at, charts, locked, write, writeLock } from "./charts-fixture.ts";

const lockFile = fileURLToPath(new URL("../../charts.lock.yaml", import.meta.url));

describe("charts.lock.yaml", () => {
  it("is what imports/charts.json was made from", () => {
    const before: Readonly<Record<string, ImportedChart>> = importedCharts();
    const stale = readLock(lockFile).filter((chart) => {
      const { crds: _, ...entry } = before[chart.name] ?? { crds: [] };
      const { open: __, ...told } = { appVersion: "", ...chart };
      return !isDeepStrictEqual(entry, told);
    });
    expect(stale, "run npm run charts -- pull, then npm run import").toEqual([]);
  });

  it("is compared with imports/, version by version", () => {
    const imports = fileURLToPath(new URL("../../imports", import.meta.url));
    const entry = { repository: "https://a.example", version: "0.0.1" };
    const version = importedCharts()["traefik"]!.version;
    expect(
      staleArchives(
        ["traefik", "nowhere"].map((name) => ({ ...entry, name })),
        imports,
      ),
    ).toEqual([
      `traefik: charts.lock.yaml has 0.0.1, imports/ has ${version}; run "npm run charts -- pull traefik" and commit`,
      'nowhere: charts.lock.yaml has 0.0.1, imports/ does not have it; run "npm run charts -- pull nowhere" and commit',
    ]);
  });

  it("tells all its mistakes at once", () => {
    const lock = write(
      "charts.lock.yaml",
      [
        "- name: a",
        "  repository: https://anna:s3cret@a.example",
        "  version: 1.2.3",
        "  digest: sha256:12",
        "- name: a",
        "  repository: git@a.example",
        "  versions: 1.2.3",
        "  open: { a/b: '', c: [] }",
        "- repository: oci://a.example/charts",
        "  version: ../1.2.3",
      ].join("\n"),
    );
    const lines = [
      'chart "a" has a user name or a password in its repository; keep it out of git, see docs/charts.md',
      'chart "a" has no repository of a known kind; write an https:// or an oci:// URL',
      'chart "a" has no version; write it as a string',
      'chart "a" has the digest "sha256:12"; write sha256: and 64 hexadecimal digits, or drop the line',
      'chart "a" has the field "versions"; known are name, repository, path, version, digest, appVersion, open',
      'chart "a" is listed twice; drop one entry',
      'chart "a" opens "a/b" without a reason; write it as a text',
      'chart "a" opens "c" without a reason; write it as a text',
      'chart 3 has a slash or a space in its name or its version "../1.2.3"; both name a file',
      "chart 3 has no name; write it as a string",
    ].map((line) => `${lock}: ${line}`);
    expect(() => readLock(lock)).toThrow([...lines, "nothing is written"].join("\n"));
  });

  it("that is no list, no YAML or not there is named", () => {
    expect(() => readLock(write("lock", "a: 1"))).toThrow("holds no list; list the charts");
    expect(() => readLock(write("lock", "- [}"))).toThrow(
      /lock: cannot be read: .*; mend the file/,
    );
    expect(() => readLock(at("nothing"))).toThrow("nothing: cannot be read: ENOENT");
  });

  it("keeps its comments and its order when an entry changes", () => {
    const before = [
      "# Ours.",
      "- name: b",
      "  # The old one.",
      "  repository: https://a.example # by hand",
      "  version: 1.0.0",
      "  appVersion: 3.9",
      "",
      "- name: a",
      "  repository: https://a.example",
      "  version: v1.0.0",
      "",
    ];
    const lock = write("charts.lock.yaml", before.join("\n"));
    const digest = `sha256:${"a".repeat(64)}`;
    editLock(lock, new Map([["b", { version: "1.1.0", digest, appVersion: "3.10" }]]));
    const after = before.with(4, "  version: 1.1.0").with(5, '  appVersion: "3.10"');
    expect(readFileSync(lock, "utf8")).toBe(
      after.toSpliced(5, 0, `  digest: ${digest}`).join("\n"),
    );
    expect(readLock(lock)[1]).toMatchObject({ name: "b", appVersion: "3.10" });

    editLock(lock, new Map([["b", { digest: undefined, appVersion: undefined }]]));
    expect(readFileSync(lock, "utf8")).toBe(
      before.with(4, "  version: 1.1.0").toSpliced(5, 1).join("\n"),
    );
  });
});

describe("charts verify", () => {
  it("names what is missing, broken, another one, and not verified", async () => {
    const names = ["another", "broken", "good", "missing", "without"];
    const archives = names.map((name) => archiveOf({ name }));
    writeLock(
      names.map((name, i) =>
        locked("https://a.example", i === 4 ? undefined : archives[i], { name }),
      ),
    );
    const change = { name: "another", files: { "values.yaml": "a: 1" } };
    write("store/another-1.2.3.tgz", archiveOf(change));
    write("store/broken-1.2.3.tgz", archives[1]!.subarray(0, 100));
    write("store/good-1.2.3.tgz", archives[2]!);
    write("store/without-1.2.3.tgz", archives[4]!);

    const { status, stdout, stderr } = await charts(["verify"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    const store = at("store");
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(
        /^another 1.2.3: .*another-1.2.3.tgz has the digest sha256:\w{64}, not sha256:\w{64} as in charts.lock.yaml; run npm run charts -- pull$/,
      ),
      `broken 1.2.3: ${store}/broken-1.2.3.tgz is no whole gzip archive of a chart: unexpected end of file; run npm run charts -- pull`,
      `missing 1.2.3: ${store}/missing-1.2.3.tgz is not there; run npm run charts -- pull`,
      expect.stringMatching(
        /^without 1.2.3: is not verified, charts.lock.yaml has no digest; run npm run charts -- pull, which writes sha256:\w{64}$/,
      ),
      "1 of 5 charts verified",
      "",
    ]);
    expect(await charts(["verify", "good"])).toMatchObject({ status: 0 });
  });
});

describe("renovate.json", () => {
  it("finds the file", () => {
    expect(
      managersOf("charts.lock.yaml").map(({ datasourceTemplate }) => datasourceTemplate),
    ).toEqual(["helm", "docker"]);
  });

  it("finds every chart of the lock, with and without its digest", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    write("charts.lock.yaml", readFileSync(lockFile, "utf8"));
    const lock = readLock(at("charts.lock.yaml"));
    editLock(at("charts.lock.yaml"), new Map(lock.map(({ name }) => [name, { digest }])));
    for (const file of [lockFile, at("charts.lock.yaml")]) {
      const found = extract(readFileSync(file, "utf8")).map(({ found: groups, packageName }) => {
        const { registryUrl, registry, currentValue } = groups;
        return [packageName, registryUrl ?? `oci://${registry}`, currentValue];
      });
      const expected = lock.flatMap(({ name, repository, version }) => {
        // A directory has no other version.
        if (repository === undefined) return [];
        const isOci = repository.startsWith("oci:");
        return [
          [isOci ? `${repository.slice("oci://".length)}/${name}` : name, repository, version],
        ];
      });
      expect(found).toHaveLength(expected.length);
      expect(found).toEqual(expect.arrayContaining(expected));
    }
  });

  it("leaves no digest and no appVersion of the old version, for the next pull to write", async () => {
    const old = locked("https://a.example", archiveOf());
    const lock = writeLock([
      { ...old, appVersion: "4.9" },
      { ...old, name: "other" },
    ]);
    const text = readFileSync(lock, "utf8");
    const [{ manager, replaced }] = extract(text) as [ReturnType<typeof extract>[number]];
    const renewed = manager.autoReplaceStringTemplate!.replace("{{{newValue}}}", "1.3.0");
    write("charts.lock.yaml", text.replace(replaced, renewed));
    expect(readLock(lock)).toEqual([
      { name: "demo", repository: "https://a.example", version: "1.3.0" },
      { ...old, name: "other" },
    ]);
    const archive = archiveOf({ version: "1.3.0" });
    write("store/demo-1.3.0.tgz", archive);
    expect((await charts(["pull", "demo"])).stdout).toContain("1 digest written");
    const { digest } = locked("", archive);
    expect(readLock(lock)[0]).toMatchObject({ version: "1.3.0", digest, appVersion: "4.10" });
  });

  it("finds k3s and the images of a fleet", () => {
    const text = `
      kubernetes: { distribution: k3s, version: "v1.36.2+k3s1" },
      downloads: { kubeVip: "ghcr.io/kube-vip/kube-vip:v1.1.2" },
      app({ name: "chat", image: "registry.example.com:5000/team/chat:2.4.0@sha256:${"a".repeat(64)}" }),
      app({ name: "web", image: "docker.io/library/nginx:1.29-alpine", version: "1.2.3" }),
      backups: "s3://backups:1", url: "https://a.example/b", targets: ["a.example:9100"],
    `;
    const found = extract(text, "clusters/home.ts").map(({ found: groups, packageName }) => [
      packageName,
      groups["currentValue"],
      groups["currentDigest"]?.slice(0, 9),
    ]);

    expect(found).toEqual([
      ["k3s-io/k3s", "v1.36.2+k3s1", undefined],
      ["ghcr.io/kube-vip/kube-vip", "v1.1.2", undefined],
      ["registry.example.com:5000/team/chat", "2.4.0", "sha256:aa"],
      ["docker.io/library/nginx", "1.29-alpine", undefined],
    ]);
    const [k3s] = managersOf("clusters/home.ts");
    const versions = new RegExp(k3s!.versioningTemplate!.slice("regex:".length));
    expect(versions.exec("v1.36.2+k3s1")?.groups).toEqual({
      major: "1",
      minor: "36",
      patch: "2",
      build: "1",
    });
  });
});
