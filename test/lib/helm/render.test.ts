import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoriesStamp } from "../../../lib/helm/directory.ts";
import { renderCharts } from "../../../lib/helm/render.ts";
import type { ChartRequest } from "../../../lib/helm/request.ts";
import { tinyChart } from "../support/tiny.ts";

let directory: string;
const path = process.env["PATH"];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "render-"));
  for (const part of ["bin", "store"]) mkdirSync(join(directory, part));
  process.env["PATH"] = `${join(directory, "bin")}:${path}`;
});

afterEach(() => {
  process.env["PATH"] = path;
  rmSync(directory, { recursive: true });
});

/** A program that says what a shell script says, and notes how it was called. The real one is tried in e2e. */
function installHelm(template: string, version = "v4.3.1"): void {
  const file = join(directory, "bin", "helm");
  const log = join(directory, "calls");
  const script = `#!/bin/sh\necho "$@" >> ${log}\n[ "$1" = version ] && { echo ${version}; exit; }\nvalues=$(cat)\n${template}\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

function calls(): string[] {
  return readFileSync(join(directory, "calls"), "utf8").trim().split("\n");
}

function archive(name: string, template = ""): void {
  writeFileSync(join(directory, "store", `${name}-1.0.0.tgz`), gzipSync(template));
}

function request(name: string, values: object = {}): ChartRequest {
  return {
    place: `home/${name}`,
    chart: tinyChart(name),
    releaseName: name,
    namespace: "space",
    values: values as ChartRequest["values"],
    kubernetesVersion: "v1.36.2",
    minor: "1.36",
    apiVersions: ["a.example/v1", "a.example/v1/A"],
    changes: {},
  };
}

async function render(...requests: readonly ChartRequest[]) {
  const [store, cache] = [join(directory, "store"), join(directory, "cache")];
  const options = { store, cache, project: directory, parallel: 2 };
  const { found, problems } = await renderCharts(requests, options);
  return {
    found: Object.fromEntries([...found].map(([place, { objects }]) => [place, objects])),
    lines: problems.map(({ place, message }) => `${place}: ${message}`),
  };
}

const account = `echo "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: $2, note: '$values'}"`;
const accountOf = (name: string, values: string) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name, namespace: "space", note: values },
});

describe("rendering charts", () => {
  it("asks Helm once for the same archive, values and cluster", async () => {
    installHelm(account);
    archive("a");
    archive("b");
    const first = await render(request("a"), request("b", { size: 1 }));
    expect(first).toEqual({
      found: { "home/a": [accountOf("a", "{}")], "home/b": [accountOf("b", '{"size":1}')] },
      lines: [],
    });
    expect(calls()).toHaveLength(3);
    const call = calls().find((line) => line.startsWith("template a "));
    const [words, versions = ""] = call!.split(" --api-versions ");
    expect(words).toBe(
      `template a ${directory}/store/a-1.0.0.tgz --namespace space --include-crds --skip-tests --kube-version v1.36.2 --values -`,
    );
    const served = versions.split(",");
    expect(served).toEqual(served.toSorted());
    for (const one of [
      "a.example/v1",
      "a.example/v1/A",
      "v1",
      "v1/Pod",
      "policy/v1/PodDisruptionBudget",
    ])
      expect(served).toContain(one);

    expect(await render(request("a"), request("b", { size: 1 }))).toEqual(first);
    expect(calls()).toHaveLength(3);
    await render(request("a"), request("b", { size: 2 }));
    expect(calls()).toHaveLength(4);
    archive("a", "another");
    await render(request("a"), request("b", { size: 2 }));
    expect(calls()).toHaveLength(5);
  });

  it("has Helm ask no network for a schema that stands elsewhere", async () => {
    installHelm(account);
    archive("a", '{ "$ref": "https://a.example/values.schema.json" }');
    archive("b", '{ "$ref": "#/definitions/a" }');
    await render(request("a"), request("b"));
    const flagged = calls().filter((call) => call.includes(" --skip-schema-validation "));
    expect(flagged).toEqual([expect.stringMatching(/^template a /)]);
  });

  it("shares what comes out the same between clusters", async () => {
    installHelm(account);
    archive("a");
    await render(request("a"), { ...request("a"), place: "edge/a" });
    await render({ ...request("a"), place: "other/a" });
    expect(calls().filter((call) => call.startsWith("template"))).toHaveLength(1);
  });

  it("renders twice what may vary, and names what does", async () => {
    installHelm(
      `n=$(wc -l < $0.count 2>/dev/null || echo 0); echo x >> $0.count; echo "{apiVersion: v1, kind: Secret, metadata: {name: login}, data: {admin-password: a$n}}"`,
    );
    const chart = { ...tinyChart("grafana"), name: "kube-prometheus-stack" };
    archive("kube-prometheus-stack", "x: {{ randAlphaNum 40 | quote }}");
    const { lines } = await render({ ...request("grafana"), chart });
    expect(lines).toEqual([
      'home/grafana: Secret "login" of chart kube-prometheus-stack 1.0.0 is another at each rendering, in data.admin-password; set value grafana.adminPassword, or name the object in drop and make it otherwise',
    ]);
  });

  it("names all of a Secret that varies, and no sum of it", async () => {
    installHelm(`n=$(wc -l < $0.count 2>/dev/null || echo 0); echo x >> $0.count; cat <<END
{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {a: a$n, b: b$n, c: c}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: b, annotations: {checksum/secret: s$n}}}
END`);
    archive("a", "x: {{ genCA 1 }}");
    expect((await render(request("a"))).lines).toEqual([
      'home/a: Secret "a" of chart a 1.0.0 is another at each rendering, in data.a and data.b; set the value that it comes from, or name the object in drop and make it otherwise',
    ]);
  });

  it("takes what varies when the component drops it or pins it", async () => {
    installHelm(
      `n=$(wc -l < $0.count 2>/dev/null || echo 0); echo x >> $0.count; echo "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {at: a$n}}"`,
    );
    archive("a", "x: {{ now }}");
    const line = expect.stringMatching(
      /^home\/a: ConfigMap "a" of chart a 1\.0\.0 is another at each/,
    );
    expect((await render(request("a"))).lines).toEqual([line]);
    const merge = { data: { at: null } };
    const changes = [
      { drop: ["ConfigMap/a"] },
      { patches: [{ kind: "ConfigMap", name: "a", merge } as const] },
    ];
    for (const change of changes)
      expect((await render({ ...request("a"), changes: change })).lines).toEqual([]);
    // What Helm said is remembered by itself.
    expect(calls().filter((call) => call.startsWith("template"))).toHaveLength(2);
  });

  it("does not render twice what cannot vary", async () => {
    installHelm(account);
    archive("a", "x: {{ .Values.random }} and a word about now");
    await render(request("a"));
    expect(calls()).toHaveLength(2);
  });

  it("hands on what Helm says of values that a chart refuses", async () => {
    installHelm(
      `echo "coalesce: a warning" >&2; echo "Error: execution error at (a/templates/b.yaml:1:4): size must be set" >&2; exit 1`,
    );
    archive("a");
    expect(await render(request("a"))).toEqual({
      found: {},
      lines: [
        "home/a: Helm does not render chart a 1.0.0: execution error at (a/templates/b.yaml:1:4): size must be set; correct its values",
      ],
    });
  });

  it("does not remember that Helm was interrupted", async () => {
    installHelm("kill -9 $$");
    archive("a");
    const line = "home/a: Helm does not render chart a 1.0.0: it ended with SIGKILL; try again";
    expect((await render(request("a"))).lines).toEqual([line]);
    expect((await render(request("a"))).lines).toEqual([line]);
    expect(calls().filter((call) => call.startsWith("template"))).toHaveLength(2);
  });

  it("tells a broken archive from values that a chart refuses", async () => {
    installHelm("echo 'Error: unable to load chart archive' >&2; exit 1");
    archive("a");
    const file = join(directory, "store", "a-1.0.0.tgz");
    writeFileSync(file, readFileSync(file).subarray(0, 12));
    expect((await render(request("a"))).lines).toEqual([
      'home/a: the archive of chart a 1.0.0 is no whole gzip archive; run "npm run charts -- pull a"',
    ]);
    rmSync(file);
    mkdirSync(file);
    expect((await render(request("a"))).lines).toEqual([
      `charts: a-1.0.0.tgz in ${directory}/store cannot be read (EISDIR); delete it and run "npm run charts -- pull a"`,
    ]);
  });

  it.each([
    [
      "echo 'a: [1'",
      /^home\/a: chart a 1\.0\.0 prints what cannot be read: .+; correct its values$/,
    ],
    ["echo 'a: 1'", /prints what cannot be read: an object has apiVersion undefined/],
  ])("tells what no object comes of: %s", async (script, line) => {
    installHelm(script);
    archive("a");
    const { found, lines } = await render(request("a"));
    expect(found).toEqual({});
    expect(lines).toEqual([expect.stringMatching(line)]);
  });

  it("names every archive that is missing, with the command that brings it", async () => {
    installHelm(account);
    archive("b");
    expect(await render(request("a"), request("b"), request("c"))).toEqual({
      found: { "home/b": [accountOf("b", "{}")] },
      lines: ["a", "c"].map(
        (name) =>
          `charts: ${name}-1.0.0.tgz is not in ${directory}/store; run "npm run charts -- pull ${name}"`,
      ),
    });
  });

  it("takes no archive of another digest than the lock names", async () => {
    installHelm(account);
    archive("a");
    const good = await render(request("a"));
    expect(good.lines).toEqual([]);
    const digest = `sha256:${"0".repeat(64)}`;
    const { found, lines } = await render({
      ...request("a"),
      chart: { ...tinyChart("a"), digest },
    });
    expect(found).toEqual({});
    expect(lines).toEqual([
      expect.stringMatching(
        /^charts: a-1\.0\.0\.tgz in .+ has digest sha256:[0-9a-f]{64}, not sha256:0{64} as charts\.lock\.yaml says; delete it and run "npm run charts -- pull a"$/,
      ),
    ]);
  });

  it("needs a Helm of this age", async () => {
    archive("a");
    const todo = `install Helm 3.18 or newer (https://helm.sh/docs/intro/install), or leave home/a to Argo CD with delivery "helm"`;
    process.env["PATH"] = join(directory, "bin");
    expect((await render(request("a"))).lines).toEqual([`helm: helm is not on the PATH; ${todo}`]);
    process.env["PATH"] = `${join(directory, "bin")}:${path}`;
    installHelm(account, "v3.9.4");
    expect((await render(request("a"))).lines).toEqual([
      `helm: ${directory}/bin/helm is v3.9.4; ${todo}`,
    ]);
    installHelm(account, "; echo 'panic: no memory' >&2; exit 2");
    expect((await render(request("a"))).lines).toEqual([
      `helm: ${directory}/bin/helm does not say its version: panic: no memory; ${todo}`,
    ]);
  });

  it("needs no Helm where nothing is to be rendered", async () => {
    process.env["PATH"] = join(directory, "bin");
    expect(await render()).toEqual({ found: {}, lines: [] });
  });

  it("does without a memory where none can be written", async () => {
    installHelm(account);
    archive("a");
    const first = await render(request("a"));
    rmSync(join(directory, "cache"), { recursive: true });
    writeFileSync(join(directory, "cache"), "a file is in the way");
    expect(await render(request("a"))).toEqual(first);
    expect(calls()).toHaveLength(4);
  });

  it("forgets what is older than a month", async () => {
    installHelm(account);
    archive("a");
    await render(request("a"));
    const cache = join(directory, "cache");
    const old = readdirSync(cache);
    const days = (count: number): number => Date.now() / 1000 - count * 24 * 3600;
    for (const file of old) utimesSync(join(cache, file), days(31), days(31));
    writeFileSync(join(cache, "recent"), "");
    utimesSync(join(cache, "recent"), days(29), days(29));
    await render(request("a", { size: 1 }));
    expect(readdirSync(cache).filter((file) => old.includes(file))).toEqual([]);
    expect(readdirSync(cache)).toContain("recent");
  });

  it("keeps its memory to its own user, and believes nothing that others could write", async () => {
    installHelm(account);
    archive("a");
    const first = await render(request("a"));
    const cache = join(directory, "cache");
    const files = readdirSync(cache).map((name) => join(cache, name));
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(new Set(files.map((file) => statSync(file).mode & 0o777))).toEqual(new Set([0o600]));
    for (const file of files) {
      const poisoned = readFileSync(file, "utf8").replaceAll("ServiceAccount", "ServiceAccounT");
      writeFileSync(file, poisoned);
      chmodSync(file, 0o666);
    }
    expect(await render(request("a"))).toEqual(first);
    expect(calls()).toHaveLength(4);
  });

  it("leaves no value of a secret on the disk", async () => {
    const value = `ghp_${"aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0hL3".padEnd(36, "x")}`;
    installHelm(
      `printf '{apiVersion: v1, kind: ConfigMap, metadata: {name: "%s"}, data: {token: "${value}"}}\\n---\\n{apiVersion: v1, kind: Secret, metadata: {name: "%s"}, stringData: {a: "${value}"}}\\n' $2 $2`,
    );
    archive("a");
    const { found } = await render(request("a"));
    expect(JSON.stringify(found)).toContain(value);
    const cache = join(directory, "cache");
    const texts = readdirSync(cache).map((name) => readFileSync(join(cache, name), "utf8"));
    expect(texts.filter((text) => text.includes(value))).toEqual([]);
  });

  it.each([0, 0.5, 0.99])("starts over where its memory was cut off at %f", async (share) => {
    installHelm(account);
    archive("a");
    const first = await render(request("a"));
    const cache = join(directory, "cache");
    for (const file of readdirSync(cache).map((name) => join(cache, name)))
      truncateSync(file, Math.floor(share * statSync(file).size));
    expect(await render(request("a"))).toEqual(first);
    expect(calls()).toHaveLength(4);
  });

  describe("of a directory of the repository", () => {
    const shop = { name: "shop", path: "charts/shop", version: "1.0.0", appVersion: "", crds: [] };
    const asked = (): ChartRequest => ({ ...request("shop"), chart: shop });
    const file = (name: string): string => join(directory, shop.path, name);

    function put(name: string, text: string): void {
      mkdirSync(dirname(file(name)), { recursive: true });
      writeFileSync(file(name), text);
    }

    beforeEach(() => {
      put("Chart.yaml", "name: shop\nversion: '1.0.0' # ours\n");
      put("templates/a.yaml", "x: 1");
    });

    it("has Helm print the directory, anew after any change of a file or a name", async () => {
      installHelm(account);
      const first = await render(asked());
      expect(first).toEqual({ found: { "home/shop": [accountOf("shop", "{}")] }, lines: [] });
      expect(calls().at(-1)).toContain(`template shop ${directory}/charts/shop --namespace space `);
      const printings = async (): Promise<number> => {
        expect(await render(asked())).toEqual(first);
        return calls().filter((call) => call.startsWith("template")).length;
      };
      expect(await printings()).toBe(1);
      put("templates/a.yaml", "x: 2");
      expect(await printings()).toBe(2);
      put(".helmignore", "a");
      expect(await printings()).toBe(3);
      renameSync(file("templates/a.yaml"), file("templates/b.yaml"));
      expect(await printings()).toBe(4);
      renameSync(file("templates/b.yaml"), file("templates/a.yaml"));
      expect(await printings()).toBe(4);
    });

    it("renders twice what may vary, in an archive of a subchart as well", async () => {
      installHelm(account);
      put("templates/a.yaml", "x: {{ randAlphaNum 40 }}");
      await render(asked());
      expect(calls()).toHaveLength(3);
      put("templates/a.yaml", "x: 1");
      mkdirSync(file("charts"));
      writeFileSync(file("charts/sub-1.0.0.tgz"), gzipSync("x: {{ now }}"));
      await render(asked());
      expect(calls()).toHaveLength(5);
    });

    it("names the directory where Helm does not render it, or needs another import", async () => {
      installHelm(`echo "Error: ${directory}/charts/shop/templates/a.yaml: no" >&2; exit 1`);
      expect((await render(asked())).lines).toEqual([
        "home/shop: Helm does not render chart shop 1.0.0: shop/templates/a.yaml: no; correct its values or charts/shop",
      ]);
      put("Chart.yaml", "name: shop\nversion: 1.1.0\n");
      expect((await render(asked(), { ...asked(), place: "edge/shop" })).lines).toEqual([
        'charts: charts/shop is version 1.1.0 of chart shop, but imports/ are of 1.0.0; run "npm run charts -- pull shop"',
      ]);
      rmSync(file("."), { recursive: true });
      expect((await render(asked())).lines).toEqual([
        'charts: chart shop has the path "charts/shop", which is not there; correct it',
      ]);
    });

    it("may be left to Argo CD where Helm is missing", async () => {
      process.env["PATH"] = join(directory, "bin");
      expect((await render(asked())).lines).toEqual([
        'helm: helm is not on the PATH; install Helm 3.18 or newer (https://helm.sh/docs/intro/install), or leave home/shop to Argo CD with delivery "helm"',
      ]);
    });

    it("forgets a plan of other files, those that begin with a dot among them", () => {
      const stamp = (): string => directoriesStamp(directory, { shop, a: tinyChart("a") });
      const before = stamp();
      expect(stamp()).toBe(before);
      put(".helmignore", "a");
      expect(stamp()).not.toBe(before);
      rmSync(file("Chart.yaml"));
      expect(stamp()).toContain("where there is no Chart.yaml");
    });
  });
});
