import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { number, readArguments } from "../arguments.ts";
import { freeVolumes } from "../drives.ts";
import { endWith, Refusal } from "../failure.ts";
import {
  allocate,
  parseSize,
  pathOf,
  readVolume,
  storageForImages,
  storageNamed,
  storages,
  volumesOf,
} from "../storage.ts";
import type { Storage } from "../storage.ts";

// pvesm(1): sizes in KiB for status and in bytes for list.
const commands: Readonly<
  Record<
    string,
    (words: readonly string[], options: Readonly<Record<string, string>>) => Promise<void> | void
  >
> = {
  status(_, { storage: wanted, content }) {
    if (wanted) storageNamed(wanted);
    console.log(
      "Name                 Type     Status           Total            Used       Available        %",
    );
    for (const storage of storages()) {
      if (wanted && storage.name !== wanted) continue;
      if (content && !storage.content.includes(content)) continue;
      const used = usedOf(storage);
      const sizes = [storage.total, used, storage.total - used].map((bytes) =>
        String(Math.round(bytes / 1024)).padStart(15),
      );
      const share = `${((used / storage.total) * 100).toFixed(2)}%`;
      console.log(
        `${storage.name.padEnd(15)} ${storage.type.padStart(9)}     active ${sizes.join(" ")} ${share.padStart(8)}`,
      );
    }
  },
  list([name = ""], { vmid, content }) {
    const storage = storageNamed(name);
    const rows = [...images(storage), ...files(storage)].filter(
      (row) => (!vmid || row.vmid === vmid) && (!content || row.type === content),
    );
    if (rows.length === 0) return;
    const width = Math.max(5, ...rows.map(({ id }) => id.length));
    console.log(`${"Volid".padEnd(width)} Format  Type              Size VMID`);
    for (const { id, format, type, size, vmid: owner } of rows)
      console.log(
        `${id.padEnd(width)} ${format.padEnd(7)} ${type.padEnd(8)} ${String(size).padStart(13)} ${owner}`.trimEnd(),
      );
  },
  alloc([storage = "", vmid, name = "", size = ""]) {
    const own = name === "" || name === "''" ? {} : { name };
    const { id } = allocate(
      storageForImages(storage),
      number("vmid", vmid),
      parseSize(size.replace(/^\d+$/, "$&K")),
      own,
    );
    console.log(`successfully created '${id}'`);
  },
  async free([volume = ""]) {
    if (!readVolume(volume)) throw new Refusal(`volume '${volume}' does not exist`);
    await freeVolumes([volume]);
    console.log(`Removed volume '${volume}'`);
  },
  path([volume = ""]) {
    console.log(pathOf(volume));
  },
};

interface Row {
  readonly id: string;
  readonly format: string;
  readonly type: string;
  readonly size: number;
  readonly vmid: string;
}

function images({ name }: Storage): Row[] {
  return volumesOf(name).map(({ id, size, vmid }) => ({
    id,
    size,
    format: "raw",
    type: "images",
    vmid: String(vmid),
  }));
}

const folders = { "template/iso": "iso", snippets: "snippets", import: "import" };

function files({ name, path }: Storage): Row[] {
  if (!path) return [];
  return Object.entries(folders).flatMap(([folder, type]) => {
    const directory = join(path, folder);
    if (!existsSync(directory)) return [];
    return readdirSync(directory).map((file) => {
      const format = file.split(".").at(-1)!;
      const size = statSync(join(directory, file)).size;
      return { id: `${name}:${type}/${file}`, format, type, size, vmid: "" };
    });
  });
}

function usedOf(storage: Storage): number {
  return volumesOf(storage.name).reduce((sum, { size }) => sum + size, 0);
}

const names = new Set(["storage", "content", "vmid", "format", "enabled", "target"]);

await endWith(async () => {
  const [name = "", ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command)
    throw new Refusal(`ERROR: unknown command '${name}'\nUSAGE: pvesm <COMMAND> [ARGS] [OPTIONS]`);
  const { words, options } = readArguments(
    args,
    (option) => names.has(option),
    `pvesm ${name} [OPTIONS]`,
  );
  await command(words, options);
});
