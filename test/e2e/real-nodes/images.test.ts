import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Image } from "./images.ts";
import { pathOf, writeArchive } from "./images.ts";
import { run } from "./shell.ts";

/** Nodes run nowhere else. */
const onLinux = it.runIf(process.platform === "linux");

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "images-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

interface Entry {
  readonly Config: string;
  readonly RepoTags: readonly string[];
  readonly Layers: readonly [string];
}

/** Writes an archive of images and unpacks it; returns what its manifest lists. */
async function archived(images: readonly Image[]): Promise<readonly Entry[]> {
  const file = await writeArchive(images, join(directory, "made"));
  await run(["tar", "--extract", `--file=${file}`, `--directory=${directory}`]);
  return JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as readonly Entry[];
}

onLinux("makes an image that runs by itself out of a program of this computer", async () => {
  const source = await pathOf("tar");
  const image = {
    name: "registry.test/tar:1",
    entrypoint: ["/bin/tar"],
    programs: { "bin/tar": source },
    texts: { "www/index.html": "a page" },
    links: { "bin/again": "tar" },
  };
  const [entry] = await archived([image]);

  expect(entry!.RepoTags).toEqual(["registry.test/tar:1"]);
  const layer = join(directory, entry!.Layers[0]);
  const config = JSON.parse(readFileSync(join(directory, entry!.Config), "utf8")) as {
    readonly config: { readonly Entrypoint: readonly string[] };
    readonly rootfs: { readonly diff_ids: readonly string[] };
  };
  const digest = createHash("sha256").update(readFileSync(layer)).digest("hex");
  expect(config.rootfs.diff_ids).toEqual([`sha256:${digest}`]);
  expect(config.config.Entrypoint).toEqual(["/bin/tar"]);

  await run(["tar", "--extract", `--file=${layer}`, `--directory=${directory}`]);
  expect(readFileSync(join(directory, "bin/tar"))).toEqual(readFileSync(source));
  expect(readlinkSync(join(directory, "bin/again"))).toBe("tar");
  expect(readFileSync(join(directory, "www/index.html"), "utf8")).toBe("a page");
  const libraries = (await run(["ldd", source])).match(/\/\S+(?= \(0x)/g) ?? [];
  expect(libraries.filter((library) => !existsSync(join(directory, library)))).toEqual([]);
  expect(libraries.length).toBeGreaterThan(0);
});

onLinux("takes folders as they are, with what their programs load", async () => {
  const programs = join(directory, "programs");
  mkdirSync(programs);
  cpSync(await pathOf("tar"), join(programs, "tar"));
  symlinkSync("tar", join(programs, "again"));
  const image = { name: "registry.test/folder:1", programs: {}, folders: { "opt/tar": programs } };
  const [entry] = await archived([image]);
  const layer = join(directory, entry!.Layers[0]);
  await run(["tar", "--extract", `--file=${layer}`, `--directory=${directory}`]);
  expect(readlinkSync(join(directory, "opt/tar/again"))).toBe("tar");
  const libraries = (await run(["ldd", join(programs, "tar")])).match(/\/\S+(?= \(0x)/g) ?? [];
  expect(libraries.filter((library) => !existsSync(join(directory, library)))).toEqual([]);
});

onLinux("says which program it is that does not work", async () => {
  const image = { name: "registry.test/none:1", programs: { "bin/none": "/no/such/program" } };
  await expect(archived([image])).rejects.toThrow("/no/such/program");
});
