import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Arguments } from "../arguments.ts";
import { number } from "../arguments.ts";
import { disksOf, freeVolumes, parseDrive, printDrive, volumesIn } from "../drives.ts";
import { withAddress } from "./configure.ts";
import { badParameter, Refusal } from "../failure.ts";
import { isRunning, power } from "../power.ts";
import { isDrive } from "../schema.ts";
import type { Vm } from "../state.ts";
import { checkLock, exists, isTemplate, load, remove, save, withLock } from "../state.ts";
import { allocate, pathOf, readVolume, storageForImages, storageNamed } from "../storage.ts";

const clone = async ({ words, options }: Arguments): Promise<void> => {
  const [vmid, newid] = [number("vmid", words[0]), number("newid", words[1])];
  const vm = load(vmid);
  checkLock(vm);
  const isFull = (options["full"] ?? (isTemplate(vm) ? "0" : "1")) === "1";
  const { storage: target } = options;
  if (target && !isFull) throw new Refusal("parameter 'storage' not allowed for linked clones");
  if (target) storageForImages(target);
  if (exists(newid)) throw new Refusal(`unable to create VM ${newid}: config file already exists`);
  // Until all of it is copied, the new machine is locked; a copy that was cut off leaves it so.
  const made: Vm = { vmid: newid, config: { lock: "clone" }, snapshots: {} };
  await withLock(newid, () => save(made));
  await sleep(200);
  const config = { ...vm.config };
  delete config["template"];
  for (const [slot, text] of Object.entries(config)) {
    if (/^unused\d+$/.test(slot)) delete config[slot];
    else if (isDrive(slot)) config[slot] = copyDrive(text, newid, target);
    else if (/^net\d+$/.test(slot)) config[slot] = withAddress(text.replace(/=[0-9A-F:]{17}/, ""));
  }
  config["name"] = options["name"] ?? `Copy-of-VM-${vm.config["name"] ?? vmid}`;
  if (options["description"]) config["description"] = options["description"];
  made.config = config;
  await withLock(newid, () => save(made));
};

function copyDrive(text: string, newid: number, target?: string): string {
  const { volume, properties } = parseDrive(text);
  const found = readVolume(volume);
  if (!found) return text;
  const storage = storageNamed(target ?? volume.split(":")[0]!);
  const name = volume.endsWith("cloudinit")
    ? { name: `vm-${newid}-cloudinit` }
    : { source: volume };
  const copy = allocate(storage, newid, found.size, name);
  return printDrive({ volume: copy.id, properties });
}

const start = async ({ words }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    checkLock(vm);
    if (isTemplate(vm)) throw new Refusal("you can't start a vm if it's a template");
    if (await isRunning(vmid)) throw new Refusal(`VM ${vmid} already running`);
    const { config } = vm;
    const custom = Object.fromEntries(
      (config["cicustom"] ?? "")
        .split(",")
        .filter(Boolean)
        .map((part) => {
          const [kind = "", volume = ""] = part.split("=");
          return [kind, readFileSync(pathOf(volume), "utf8")];
        }),
    );
    const { failure } = await power({ do: "start", vmid, config, disks: disksOf(vm), custom });
    if (failure) throw new Refusal(`start failed: QEMU exited with code 1\n${failure}`);
  });
};

const stop = async ({ words }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  checkLock(load(vmid));
  await power({ do: "stop", vmid });
};

/** Asks the guest; without an agent by the power button. It gets `--timeout` seconds. */
const shutdown = async ({ words, options }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  checkLock(load(vmid));
  if (!(await isRunning(vmid))) throw new Refusal(`VM ${vmid} not running`);
  await power({ do: "shutdown", vmid });
  const end = Date.now() + Number(options["timeout"] ?? 60) * 1000;
  while (await isRunning(vmid)) {
    if (Date.now() < end) await sleep(100);
    else if (options["forceStop"]) await power({ do: "stop", vmid });
    else throw new Refusal("VM quit/powerdown failed - got timeout");
  }
};

const reboot = async ({ words }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  if (!(await isRunning(vmid))) throw new Refusal(`VM ${vmid} not running`);
  await power({ do: "reboot", vmid });
};

const destroy = async ({ words }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    checkLock(vm);
    if (vm.config["protection"] === "1")
      throw new Refusal(`can't remove VM ${vmid} - protection mode enabled`);
    if (await isRunning(vmid)) throw new Refusal(`VM ${vmid} is running - destroy failed`);
    await freeVolumes(volumesIn(vm));
    remove(vmid);
  });
};

const wait = async ({ words, options }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  const end = Date.now() + Number(options["timeout"] ?? 1e9) * 1000;
  while (await isRunning(vmid)) {
    if (Date.now() > end) throw new Refusal("wait failed - got timeout");
    await sleep(200);
  }
};

const snapshot = async ({ words, options }: Arguments): Promise<void> => {
  const [id, name = ""] = words;
  const vmid = number("vmid", id);
  if (name === "current")
    throw new Refusal("unable to use snapshot name 'current' (reserved name)");
  if (!/^[a-zA-Z][\w-]+$/.test(name) || name.length > 40)
    throw badParameter("snapname", `invalid format - invalid configuration ID '${name}'`);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    checkLock(vm);
    if (vm.snapshots[name]) throw new Refusal(`snapshot name '${name}' already used`);
    await power({ do: "save", vmid, name, volumes: volumesIn(vm) });
    const { description } = options;
    const config = { ...vm.config, snaptime: String(Math.floor(Date.now() / 1000)) };
    vm.snapshots[name] = { ...config, ...(description && { description }) };
    vm.config["parent"] = name;
    save(vm);
  });
};

const rollback = async ({ words }: Arguments): Promise<void> => {
  const [id, name = ""] = words;
  const vmid = number("vmid", id);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    checkLock(vm);
    const saved = vm.snapshots[name];
    if (!saved) throw new Refusal(`snapshot '${name}' does not exist`);
    await power({ do: "stop", vmid });
    await power({ do: "restore", vmid, name, volumes: volumesIn(vm) });
    const { snaptime: _, description: __, ...config } = saved;
    vm.config = { ...config, parent: name };
    save(vm);
  });
};

const delsnapshot = async ({ words }: Arguments): Promise<void> => {
  const [id, name = ""] = words;
  const vmid = number("vmid", id);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    if (!vm.snapshots[name]) throw new Refusal(`snapshot '${name}' does not exist`);
    await power({ do: "forget", vmid, name, volumes: volumesIn(vm) });
    delete vm.snapshots[name];
    if (vm.config["parent"] === name) delete vm.config["parent"];
    save(vm);
  });
};

export const lifecycleCommands = {
  clone,
  start,
  stop,
  shutdown,
  reboot,
  destroy,
  wait,
  snapshot,
  rollback,
  delsnapshot,
};
