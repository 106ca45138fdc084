import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { run } from "./shell.ts";

/** An image made of files of this computer: no registry is asked. */
export interface Image {
  /** With registry and tag. */
  readonly name: string;
  readonly entrypoint?: readonly string[];
  /** Number of who runs it. @default root */
  readonly user?: string;
  /** Variables of its processes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Programs by their path in the image; with the libraries that they load. */
  readonly programs: Readonly<Record<string, string>>;
  /** Folders with all that is in them by their path in the image; their programs come with what they load, too. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Where libraries are looked for first. */
  readonly libraries?: string;
  /** Text of files by their path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Symbolic links by their path. */
  readonly links?: Readonly<Record<string, string>>;
}

/** What containerd holds a pod's namespaces open with. */
export const pauseImage = "registry.test/pause:1";

const architecture = { x64: "amd64", arm64: "arm64" }[process.arch as "x64" | "arm64"];

/** Writes an archive of images, as `docker save` does; returns the file. */
export async function writeArchive(images: readonly Image[], directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const manifest = await Promise.all(images.map((image, i) => writeImage(image, directory, i)));
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
  await tar(`${directory}.tar`, directory);
  await rm(directory, { recursive: true });
  return `${directory}.tar`;
}

/** One layer and a configuration; returns what the archive's manifest says of it. */
async function writeImage(image: Image, directory: string, index: number): Promise<object> {
  const root = join(directory, String(index));
  await fill(root, image);
  const layer = `${index}.tar`;
  await tar(join(directory, layer), root);
  await rm(root, { recursive: true });
  const config = JSON.stringify({
    architecture,
    os: "linux",
    config: { Entrypoint: image.entrypoint, Env: variablesOf(image), User: image.user },
    rootfs: { type: "layers", diff_ids: [`sha256:${await digestOf(join(directory, layer))}`] },
  });
  const name = `${createHash("sha256").update(config).digest("hex")}.json`;
  await writeFile(join(directory, name), config);
  return { Config: name, RepoTags: [image.name], Layers: [layer] };
}

function variablesOf({ environment }: Image): readonly string[] {
  return Object.entries({ PATH: "/bin", ...environment }).map(
    ([name, value]) => `${name}=${value}`,
  );
}

async function fill(root: string, image: Image): Promise<void> {
  const { programs, folders = {}, texts = {}, links = {}, libraries } = image;
  for (const folder of ["bin", "etc", "tmp"]) await mkdir(join(root, folder), { recursive: true });
  for (const [path, source] of Object.entries(programs)) await place(source, join(root, path));
  for (const [path, source] of Object.entries(folders))
    await cp(source, join(root, path), { recursive: true, verbatimSymlinks: true });
  const loading = Object.values(programs);
  for (const source of Object.values(folders)) loading.push(...(await binariesIn(source)));
  for (const library of await librariesOf(loading, libraries))
    await place(library, join(root, placeOf(library, libraries)));
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
}

async function place(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
}

/** What begins as a program or a library does. */
async function binariesIn(folder: string): Promise<readonly string[]> {
  const script = `find "$1" -type f -print0 | xargs -0 grep -lz "^.ELF" || true`;
  return (await run(["sh", "-c", script, "sh", folder])).split("\n").filter((line) => line !== "");
}

/** Files that the loader needs for programs; a static one has none. */
async function librariesOf(
  programs: readonly string[],
  first?: string,
): Promise<ReadonlySet<string>> {
  const where = first === undefined ? [] : [`LD_LIBRARY_PATH=${first}`];
  // It ends badly for a static one, which it says in the midst of the others.
  const script = 'env "$@" || true';
  const lines = (await run(["sh", "-c", script, "sh", ...where, "ldd", ...programs])).split("\n");
  return new Set(lines.flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []));
}

/** Where a loader finds a library by itself. */
function placeOf(library: string, first?: string): string {
  return first !== undefined && library.startsWith(first)
    ? join("lib", basename(library))
    : library;
}

async function tar(file: string, root: string): Promise<void> {
  const owner = ["--owner=0", "--group=0", "--numeric-owner"];
  await run(["tar", "--create", `--file=${file}`, ...owner, `--directory=${root}`, "."]);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest("hex");
}

/** busybox with a link for each of its commands, where images have their shell. */
export async function busybox(name: string, more: Partial<Image> = {}): Promise<Image> {
  const commands = (await run(["busybox", "--list"])).trim().split("\n");
  const links = commands
    .filter((command) => command !== "busybox")
    .map((command) => [`bin/${command}`, "busybox"]);
  return {
    name,
    ...more,
    programs: { "bin/busybox": await pathOf("busybox"), ...more.programs },
    links: { ...(Object.fromEntries(links) as Record<string, string>), ...more.links },
  };
}

/** Where a program of this computer is. */
export async function pathOf(program: string): Promise<string> {
  return (await run(["sh", "-c", `command -v "$1"`, "sh", program])).trim();
}
