import { mkdirSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { archiveOf, at, charts, locked, write, writeLock } from "./charts-fixture.ts";

const nowhere = "http://127.0.0.1:1/";

beforeEach(() => {
  writeLock([locked(nowhere)]);
});

describe("charts, given what makes no sense,", () => {
  it.each([
    [
      ["pulll"],
      '"pulll" is none of pull, verify, outdated, update, lint, record, check; did you mean "pull"?',
    ],
    [["fetch"], '"fetch" is none of pull, verify, outdated, update, lint, record, check'],
    [[], "say one of pull, verify, outdated, update, lint, record, check"],
    [["pull", "--mirror", "house"], '--mirror is "house"; give a URL, as https://… or oci://…'],
    [["pull", "--mirror", "ftp://a"], '--mirror is "ftp://a"; give a URL, as https://… or oci://…'],
    [["update"], "name one chart to update"],
    [["update", "demo", "--to", "new"], '--to is "new"; give a version, as 1.2.3'],
  ])("says of %j what is wrong, and prints its usage", async (args, line) => {
    const { status, stdout, stderr } = await charts(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.split("\n").slice(0, 3)).toEqual([
      line,
      "",
      "npm run charts -- pull [NAME...]                 fetch the archives that the store lacks",
    ]);
  });

  it("names the chart that is meant", async () => {
    expect((await charts(["verify", "dmo"])).stderr).toBe(
      `dmo: is not in ${at("charts.lock.yaml")}; did you mean "demo"?\nnothing is done\n`,
    );
  });
});

describe("an archive of the store", () => {
  const path = "store/demo-1.2.3.tgz";
  const pull = "run npm run charts -- pull";

  it.each([
    [
      "empty",
      () => write(path, ""),
      `is no whole gzip archive of a chart: unexpected end of file; ${pull}`,
    ],
    [
      "cut off",
      () => write(path, archiveOf().subarray(0, 100)),
      `is no whole gzip archive of a chart: unexpected end of file; ${pull}`,
    ],
    [
      "something else",
      () => write(path, "<html>"),
      `is no whole gzip archive of a chart: incorrect header check; ${pull}`,
    ],
    [
      "another chart",
      () => write(path, archiveOf({ name: "other" })),
      `holds the chart "other", not "demo"; ${pull}`,
    ],
    ["missing", () => {}, `is not there; ${pull}`],
    [
      "a directory",
      () => mkdirSync(at(path), { recursive: true }),
      `is a directory; remove it and ${pull}`,
    ],
  ])("that is %s is named by verify", async (_, make, line) => {
    make();
    expect(await charts(["verify"])).toEqual({
      status: 1,
      stdout: "",
      stderr: `demo 1.2.3: ${at(path)} ${line}\n0 of 1 chart verified\n`,
    });
  });
});

describe("a repository that nobody reaches", () => {
  it("is named once the retries are over, and the store stays empty", async () => {
    const { status, stderr } = await charts(["pull"]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: [
        `${nowhere}index.yaml refuses the connection; trying again in 0.5 s (1 of 1)`,
        `demo 1.2.3: ${nowhere}index.yaml refuses the connection; check the port, and that the server runs`,
        `0 charts of 1 in ${at("store")}, 0 of them new`,
        "",
      ].join("\n"),
    });
  });
});
