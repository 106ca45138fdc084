import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { readArguments } from "../arguments.ts";
import { machineList } from "../commands/show.ts";
import { badParameter, endWith, Refusal } from "../failure.ts";
import { isRunning } from "../power.ts";
import { load, vmids } from "../state.ts";
import { pathOf, storageNamed, storages, volumesOf } from "../storage.ts";

// pvesh(1): `get` of the paths that tell what there is.
type Handler = (...parts: readonly string[]) => unknown;

const node = hostname();
const handlers: readonly (readonly [RegExp, Handler])[] = [
  [/^\/version$/, () => ({ release: "9.1", repoid: "stand-in", version: "9.1.1" })],
  [/^\/cluster\/nextid$/, () => nextId()],
  [
    /^\/cluster\/resources$/,
    async () =>
      (await machineList()).map((one) => ({ ...one, node, type: "qemu", id: `qemu/${one.vmid}` })),
  ],
  [/^\/nodes$/, () => [{ node, status: "online", type: "node", id: `node/${node}` }]],
  [/^\/nodes\/([^/]+)\/qemu$/, (name) => onNode(name, machineList)],
  [
    /^\/nodes\/([^/]+)\/qemu\/(\d+)\/config$/,
    (name, id) => onNode(name, () => load(Number(id)).config),
  ],
  [
    /^\/nodes\/([^/]+)\/qemu\/(\d+)\/status\/current$/,
    (name, id) =>
      onNode(name, async () => {
        const { vmid, config } = load(Number(id));
        return {
          vmid,
          name: config["name"],
          status: (await isRunning(vmid)) ? "running" : "stopped",
        };
      }),
  ],
  [
    /^\/nodes\/([^/]+)\/qemu\/(\d+)\/snapshot$/,
    (name, id) => onNode(name, () => snapshotsOf(Number(id))),
  ],
  [
    /^\/nodes\/([^/]+)\/storage$/,
    (name) =>
      onNode(name, () =>
        storages().map(({ name: storage, type, content, total }) => {
          const used = volumesOf(storage).reduce((sum, { size }) => sum + size, 0);
          return {
            storage,
            type,
            content: content.join(","),
            total,
            used,
            avail: total - used,
            active: 1,
            enabled: 1,
          };
        }),
      ),
  ],
  [
    /^\/nodes\/([^/]+)\/storage\/([^/]+)\/content$/,
    (name, storage) =>
      onNode(name, () =>
        volumesOf(storage).map(({ id, vmid, size }) => ({
          volid: id,
          vmid,
          size,
          format: "raw",
          content: "images",
        })),
      ),
  ],
  [
    /^\/nodes\/([^/]+)\/network$/,
    (name) => onNode(name, () => [{ iface: "vmbr0", type: "bridge", active: 1, autostart: 1 }]),
  ],
];

function onNode(name: string | undefined, action: () => unknown): unknown {
  if (name !== node && name !== "localhost") throw new Refusal(`no such cluster node '${name}'`);
  return action();
}

/** The smallest id from 100 on that nothing has; a string, as the API answers. */
function nextId(): string {
  const taken = new Set(vmids());
  let id = 100;
  while (taken.has(id)) id++;
  return String(id);
}

function snapshotsOf(vmid: number): object[] {
  const { snapshots, config } = load(vmid);
  const known = Object.entries(snapshots).map(([name, { snaptime, description = "" }]) => ({
    name,
    snaptime: Number(snaptime),
    description,
  }));
  return [
    ...known,
    { name: "current", parent: config["parent"], running: 0, description: "You are here!" },
  ];
}

/** Fetches a file into a storage, and keeps it only when it has the sum that was given. */
function download(storage: string, options: Readonly<Record<string, string>>): void {
  const {
    filename = "",
    url = "",
    content = "",
    checksum,
    "checksum-algorithm": algorithm = "",
  } = options;
  const { content: allowed } = storageNamed(storage);
  if (!allowed.includes(content))
    throw badParameter(
      "storage",
      `storage '${storage}' is not configured for content-type '${content}'`,
    );
  const file = pathOf(`${storage}:${content}/${filename}`);
  const unfinished = `${file}.tmp_dwnl.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  console.log(`downloading ${url} to ${file}`);
  const { status, stderr } = spawnSync("curl", ["-fsSL", "-o", unfinished, url], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Refusal(`download failed: ${stderr.trim()}`);
  if (checksum) {
    const got = createHash(algorithm).update(readFileSync(unfinished)).digest("hex");
    if (got !== checksum.toLowerCase()) {
      rmSync(unfinished);
      throw new Refusal(`checksum mismatch: got '${got}' != expect '${checksum}'`);
    }
  }
  renameSync(unfinished, file);
  console.log(`download of '${url}' to '${file}' finished`);
}

await endWith(async () => {
  const [verb = "", path = "", ...args] = process.argv.slice(2);
  const target = /^\/nodes\/[^/]+\/storage\/([^/]+)\/download-url$/.exec(path)?.[1];
  if (verb === "create" && target) {
    const names = new Set([
      "content",
      "filename",
      "url",
      "checksum",
      "checksum-algorithm",
      "verify-certificates",
      "compression",
    ]);
    const given = readArguments(
      args,
      (option) => names.has(option),
      `pvesh create ${path} [OPTIONS]`,
    );
    return download(target, given.options);
  }
  const known = new Set(["output-format", "type", "noborder", "noheader"]);
  const { options } = readArguments(
    args,
    (option) => known.has(option),
    `pvesh ${verb} <api_path> [OPTIONS]`,
  );
  const found = handlers.find(([pattern]) => pattern.test(path));
  if (verb !== "get" || !found) throw new Refusal(`No '${verb}' handler defined for '${path}'`);
  const answer = await found[1](...found[0].exec(path)!.slice(1));
  const format = options["output-format"] ?? "text";
  if (!format.startsWith("json"))
    throw new Refusal("the stand-in prints JSON alone: --output-format json");
  console.log(JSON.stringify(answer, undefined, format === "json-pretty" ? 3 : undefined));
});
