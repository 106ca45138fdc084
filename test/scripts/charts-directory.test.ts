import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { splitCharts } from "../../scripts/charts/directories.ts";
import { lint } from "../../scripts/charts/lint.ts";
import { staleDirectories } from "../../scripts/charts/stale.ts";
import { readLock } from "../../scripts/import/lock.ts";
import { extract } from "../support/renovate.ts";
import { archiveOf, at, charts, command, locked, write } from "./charts-fixture.ts";

const path = "manifests/charts/shop";
const entry = `# Ours.\n- name: shop\n  path: ${path}\n`;
const tea = `kind: CustomResourceDefinition
spec:
  group: a.example
  scope: Namespaced
  names: { kind: Tea, plural: teas }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;

/** A chart with a subchart that is an archive, and one that is a directory. */
beforeEach(() => {
  const dependencies = "dependencies: [{ name: part }, { name: packed }]\n";
  const head = 'apiVersion: v2\nname: shop\nversion: 0.1.0\nappVersion: "3.10"\n';
  write(`${path}/Chart.yaml`, head + dependencies);
  write(`${path}/values.yaml`, "trunk: 1\n");
  write(`${path}/crds/tea.yaml`, tea);
  write(`${path}/charts/part/Chart.yaml`, "name: part\nversion: 1.0.0\n");
  write(`${path}/charts/part/values.yaml`, "leaf: 1\n");
  const packed = archiveOf({ name: "packed", files: { "values.yaml": "twig: 1\n" } });
  write(`${path}/charts/packed-1.2.3.tgz`, packed);
  write("charts.lock.yaml", entry);
});

function text(file: string): string {
  return readFileSync(at("imports", file), "utf8");
}

describe("a chart that is a directory", () => {
  it("is imported by a line of the lock and one command, and nothing is fetched", async () => {
    const pulled = await charts(["pull", "shop"]);
    expect(pulled).toEqual({
      status: 0,
      stdout: `shop 0.1.0: types and schemas written in ${at("imports")}\n`,
      stderr: "",
    });
    const { shop } = JSON.parse(text("charts.json")) as Record<string, object>;
    expect(shop).toEqual({
      name: "shop",
      path,
      version: "0.1.0",
      appVersion: "3.10",
      crds: [expect.objectContaining({ kind: "Tea" })],
    });
    for (const value of ["trunk", "leaf", "twig"])
      expect(text("values/shop.ts")).toContain(`readonly ${value}?: number | null;`);
    expect(existsSync(at("imports/crds/a.example/tea.ts"))).toBe(true);
    expect(readFileSync(at("charts.lock.yaml"), "utf8")).toBe(entry);
    expect(existsSync(at("store"))).toBe(false);

    const before = text("charts.json");
    expect(await command("import", [])).toMatchObject({ status: 0, stderr: "" });
    expect(text("charts.json")).toBe(before);
  });

  it("is imported again when it is named, whatever its version is by now", async () => {
    await charts(["pull", "shop"]);
    write(`${path}/values.yaml`, "colour: red\n");
    await charts(["pull"]);
    expect(text("values/shop.ts")).not.toContain("colour");
    await charts(["pull", "shop"]);
    expect(text("values/shop.ts")).toContain("readonly colour?: string | null;");
    const head = readFileSync(at(path, "Chart.yaml"), "utf8");
    write(`${path}/Chart.yaml`, head.replace("0.1.0", "0.2.0"));
    rmSync(at(path, "crds/tea.yaml"));
    expect(await charts(["pull", "shop"])).toMatchObject({ status: 0, stderr: "" });
    expect(text("charts.json")).toContain('"version": "0.2.0"');
    expect(existsSync(at("imports/crds/a.example/tea.ts"))).toBe(false);
  });

  it("is passed over where archives are asked for", async () => {
    const words = { pull: "fetch", verify: "verify", outdated: "compare" };
    for (const [asked, word] of Object.entries(words))
      expect(await charts([asked])).toMatchObject({
        status: 0,
        stderr: `note: shop is the directory ${path}; there is nothing to ${word}\n`,
      });
    expect(await charts(["update", "shop"])).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "shop: is a directory of the repository; change it there, then run npm run charts -- pull shop\ncharts.lock.yaml is unchanged\n",
    });
  });

  it("is checked for what was imported of it", async () => {
    const list = splitCharts(readLock(at("charts.lock.yaml"))).directories;
    const stale = (): string[] => staleDirectories(list, at(), at("imports"));
    const line = `${path}: imports/ were made of other files; run "npm run charts -- pull shop" and commit`;
    expect(stale()).toEqual([line]);
    await charts(["pull", "shop"]);
    write(`${path}/templates/a.yaml`, "a: 1");
    expect(stale()).toEqual([]);
    write(`${path}/values.yaml`, "trunk: 1\nbark: 1\n");
    expect(stale()).toEqual([line]);
  });

  it("is compared with the values that are set", () => {
    const values = { trunk: 1, part: { leaf: 1 }, packed: { twig: 2 } };
    const used = { place: "home/shop", component: "shop", chart: "shop", values, stated: {} };
    const list = readLock(at("charts.lock.yaml"));
    expect(lint([used], list, at("store"), at())).toMatchObject({
      unknown: [],
      findings: [
        "home/shop: value part.leaf of chart shop 0.1.0 is 1, as it is by default; drop it, or give the reason in stated",
        "home/shop: value trunk of chart shop 0.1.0 is 1, as it is by default; drop it, or give the reason in stated",
      ],
    });
  });

  it("may say its version in the lock", () => {
    write("charts.lock.yaml", `${entry}  version: 0.1.0\n  appVersion: 3.10\n`);
    expect(readLock(at("charts.lock.yaml"))).toEqual([
      { name: "shop", path, version: "0.1.0", appVersion: "3.10" },
    ]);
  });
});

const wrong = (fields: string): string => `- name: shop\n  ${fields.replaceAll("; ", "\n  ")}\n`;

it.each([
  [
    "path: ../shop",
    ['has the path "../shop", which is not below the repository; name a directory of it'],
  ],
  [
    "path: a/../../b",
    ['has the path "a/../../b", which is not below the repository; name a directory of it'],
  ],
  [
    "path: /etc",
    ['has the path "/etc", which is not below the repository; name a directory of it'],
  ],
  ["path: .", ['has the path ".", which is not below the repository; name a directory of it']],
  [
    "path: dist/shop",
    ['has the path "dist/shop", but dist/ is made anew by others; move the chart out of it'],
  ],
  ["path: [a]", ["has a path that is no text; write that of a directory below the repository"]],
  ["path: away", ['has the path "away", which is not there; correct it']],
  [
    "path: charts.lock.yaml",
    ['has the path "charts.lock.yaml", which is no directory; name that of the chart'],
  ],
  [
    "path: manifests",
    ['has the path "manifests", where there is no Chart.yaml; name the directory of a chart'],
  ],
  [
    "path: out",
    [
      'has the path "out", which leads out of the repository to /etc; put what it leads to in its place',
    ],
  ],
  [
    "path: inner",
    [
      'has the path "inner", where templates/all.yaml leads out of the repository to /etc/hosts; put what it leads to in its place',
    ],
  ],
  [
    "path: round",
    ['has the path "round", where templates leads back to itself; take the link out'],
  ],
  ["path: lost", ['has the path "lost", where values.yaml is a link to nothing; correct the link']],
  [
    "path: other",
    [
      'has the path "other", where Chart.yaml is of chart "other", not "shop"; correct one of the two',
    ],
  ],
  ["path: nameless", ['has the path "nameless", where Chart.yaml has no version; write one there']],
  [
    "path: broken",
    [
      expect.stringMatching(
        /^has the path "broken", where Chart\.yaml cannot be read: .+; mend it$/,
      ),
    ],
  ],
  [
    `path: ${path}; version: 0.2.0; appVersion: 4`,
    [
      `has the appVersion 4, but ${path}/Chart.yaml says 3.10; drop the line, or correct one of the two`,
      `has the version 0.2.0, but ${path}/Chart.yaml says 0.1.0; drop the line, or correct one of the two`,
    ],
  ],
  [
    `path: ${path}; repository: https://a.example; digest: sha256:${"0".repeat(64)}`,
    [
      "has a path and a digest, which is of an archive; drop the digest",
      "has a path and a repository; drop one of the two",
    ],
  ],
])("refuses %s", (fields, messages) => {
  symlinkSync("/etc", at("out"));
  for (const name of ["inner", "round", "lost"])
    write(`${name}/Chart.yaml`, "name: shop\nversion: 1.0.0\n");
  mkdirSync(at("inner/templates"));
  symlinkSync("/etc/hosts", at("inner/templates/all.yaml"));
  symlinkSync(".", at("round/templates"));
  symlinkSync("nothing", at("lost/values.yaml"));
  write("other/Chart.yaml", "name: other\nversion: 1.0.0\n");
  write("nameless/Chart.yaml", "name: shop\n");
  write("broken/Chart.yaml", "[}");
  const lock = write("charts.lock.yaml", wrong(fields));
  let told: readonly string[] = [];
  try {
    readLock(lock);
  } catch (error) {
    told = (error as Error).message.split("\n");
  }
  const place = `${lock}: chart "shop" `;
  expect(told.map((line) => line.replace(place, ""))).toEqual([...messages, "nothing is written"]);
});

it("follows a link that stays in the repository", async () => {
  write("shared/more.yaml", tea.replace("Tea", "Coffee").replace("teas", "coffees"));
  symlinkSync("../../../shared", at(path, "more"));
  await charts(["pull", "shop"]);
  expect(text("charts.json")).toContain('"kind":"Coffee"');
});

it("stands beside charts of repositories", async () => {
  const archive = archiveOf();
  write("store/demo-1.2.3.tgz", archive);
  const { name, repository, version, digest } = locked("https://a.example", archive);
  const demo = `- name: ${name}\n  repository: ${repository}\n  version: ${version}\n  digest: ${digest}\n`;
  write("charts.lock.yaml", entry + demo);
  expect(extract(entry + demo).map(({ packageName }) => packageName)).toEqual(["demo"]);
  const { status, stdout } = await charts(["pull"]);
  expect(status).toBe(0);
  expect(stdout).toContain(`1 chart of 1 in ${at("store")}, 0 of them new`);
  expect(text("values/index.ts")).toContain('readonly "shop": ShopValues;');
});
