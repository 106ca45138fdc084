import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { dirname, join } from "node:path";
import type { Disk, PowerReply, PowerRequest } from "../stand-ins/proxmox/power.ts";
import type { CloudInit } from "./cloud-init.ts";
import { readCloudInit } from "./cloud-init.ts";
import type { BlockDisk, RootDisk } from "./disk.ts";
import { makeBlockDisk, makeRootDisk } from "./disk.ts";
import { TestHost } from "./host.ts";
import type { HomeNetwork } from "./network.ts";
import { makeKey } from "./operator.ts";
import type { Installation } from "./provision.ts";
import { install, writeSize } from "./provision.ts";
import { run } from "./run.ts";

export interface HypervisorOptions {
  readonly network: HomeNetwork;
  /** Where its machines' disks lie. */
  readonly directory: string;
  /** The socket that its programs ask by. */
  readonly socket: string;
  /** What every new machine has. */
  readonly image: Pick<Installation, "programs" | "names" | "shared" | "trust">;
  /** Machines that are on or were, by name. */
  readonly hosts: Map<string, TestHost>;
}

type Start = Extract<PowerRequest, { do: "start" }>;

/** Does with machines what the programs of a hypervisor tell it to. */
export class Hypervisor {
  readonly #options: HypervisorOptions;
  readonly #machines = new Map<number, TestHost>();
  readonly #disks = new Map<string, RootDisk>();
  readonly #blockDisks = new Map<string, BlockDisk>();
  readonly #server: Server;

  constructor(options: HypervisorOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true });
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      let text = "";
      socket.on("error", () => {});
      socket.on("data", (part) => (text += part.toString()));
      socket.on("end", () => {
        this.#answer(JSON.parse(text) as PowerRequest)
          .catch((error: unknown) => ({ failure: (error as Error).message }))
          .then((reply) => socket.end(JSON.stringify(reply)))
          .catch(() => {});
      });
    }).listen(options.socket);
  }

  stop(): void {
    this.#server.close();
    for (const machine of this.#machines.values()) machine.switchOff();
    for (const disk of [...this.#disks.values(), ...this.#blockDisks.values()]) disk.remove();
  }

  async #answer(request: PowerRequest): Promise<PowerReply> {
    if (request.do === "running") {
      const on = [...this.#machines].filter(([, machine]) => machine.isOn);
      return { vmids: on.map(([vmid]) => vmid) };
    }
    if (request.do === "start") return this.#start(request);
    if (request.do === "free") return this.#free(request.volumes);
    const machine = this.#machines.get(request.vmid);
    switch (request.do) {
      case "stop":
        machine?.switchOff();
        return {};
      case "shutdown":
        await machine?.execute(["systemctl", "poweroff"]);
        return {};
      case "reboot":
        await machine?.execute(["systemctl", "reboot"]);
        return {};
      case "agent":
        return machine && existsSync(join(machine.disk.keep, agent)) ? {} : { failure: "no agent" };
      case "exec":
        return machine!.execute(request.command, request.input);
      default:
        return this.#snapshot(request);
    }
  }

  async #start(request: Start): Promise<PowerReply> {
    const { vmid, disks, config } = request;
    const slot = /order=([a-z]+\d+)/.exec(config["boot"] ?? "")?.[1] ?? config["bootdisk"];
    const boot = disks.find((disk) => disk.slot === slot) ?? disks[0];
    if (!boot?.source) return { failure: "no bootable device: no disk has an image" };
    const data = readCloudInit(request);
    const known = this.#disks.get(boot.volume);
    const disk = known ?? makeRootDisk(this.#fileOf(boot.volume), boot.size);
    this.#disks.set(boot.volume, disk);
    disk.resize(boot.size);
    const { cores = "1", sockets = "1", memory = "512" } = config;
    const isFirst = this.#initialize(disk, data, known === undefined);
    const cpu = Number(cores) * Number(sockets);
    writeSize(disk.root, { cpu, memory: Number(memory) * 2 ** 20 });
    const { network, hosts } = this.#options;
    const machine = new TestHost({ name: data.name, address: data.address, disk, network });
    for (const [i, other] of disks.filter((one) => one !== boot).entries())
      machine.blockDisks.push(this.#blockDisk(other, i));
    this.#machines.set(vmid, machine);
    hosts.set(data.name, machine);
    await machine.powerOn();
    void this.#finish(machine, isFirst ? data : undefined).catch(() => {});
    return {};
  }

  /** What cloud-init does before the network is up; whether this is a new instance. */
  #initialize({ root, keep }: RootDisk, data: CloudInit, isNew: boolean): boolean {
    if (data.user !== "root")
      throw new Error(`user "${data.user}": machines of the house let root in alone`);
    const { name, address, authorizedKeys } = data;
    if (isNew) install(root, keep, { name, address, authorizedKeys, ...this.#options.image });
    const stamp = join(keep, "instance");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === data.instance) return false;
    writeFileSync(stamp, data.instance);
    const key = join(keep, "etc/ssh/ssh_host_ed25519_key");
    if (data.hostKey) {
      writeFileSync(key, data.hostKey.private, { mode: 0o600 });
      writeFileSync(`${key}.pub`, `${data.hostKey.public.trim()}\n`);
    } else if (!isNew) makeKey(key, `root@${name}`);
    writeFileSync(join(root, "etc/hostname"), `${name}\n`);
    writeFileSync(join(keep, "root/.ssh/authorized_keys"), `${authorizedKeys.join("\n")}\n`);
    for (const { path, content = "", permissions = "0644" } of data.files) {
      const kept = join(keep, path);
      const file =
        existsSync(dirname(kept)) && /^\/(root|home|etc\/ssh)/.test(path) ? kept : join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, Number.parseInt(permissions, 8));
    }
    return true;
  }

  /** What cloud-init does at the end of a boot: packages and commands, then it says that it is done. */
  async #finish(machine: TestHost, data: CloudInit | undefined): Promise<void> {
    await machine.untilSsh();
    for (const name of data?.packages ?? []) {
      await machine.execute(["apt-get", "install", "--yes", name]);
      if (name === "qemu-guest-agent") writeFileSync(join(machine.disk.keep, agent), "");
    }
    for (const command of data?.commands ?? [])
      await machine.execute(typeof command === "string" ? ["sh", "-c", command] : command);
    await machine.execute([
      "sh",
      "-c",
      "mkdir -p /run/cloud-init && echo {} > /run/cloud-init/result.json",
    ]);
  }

  #blockDisk({ volume, size, slot, serial }: Disk, index: number): BlockDisk {
    const device = `sd${String.fromCodePoint("b".codePointAt(0)! + index)}`;
    // As udev names a disk of QEMU, with its serial number if it has one.
    const id = `scsi-0QEMU_QEMU_HARDDISK_${serial ?? `drive-${slot}`}`;
    // It may have grown since the machine was on last.
    this.#blockDisks.get(volume)?.remove();
    const disk = makeBlockDisk(`${this.#fileOf(volume)}.img`, size, device, id);
    this.#blockDisks.set(volume, disk);
    return disk;
  }

  #free(volumes: readonly string[]): PowerReply {
    for (const volume of volumes) {
      this.#disks.get(volume)?.remove();
      this.#disks.delete(volume);
      this.#blockDisks.get(volume)?.remove();
      this.#blockDisks.delete(volume);
      rmSync(`${this.#fileOf(volume)}.img`, { force: true });
    }
    return {};
  }

  #snapshot(request: Extract<PowerRequest, { do: "save" | "restore" | "forget" }>): PowerReply {
    const folder = join(this.#options.directory, "snapshots", `${request.vmid}-${request.name}`);
    if (request.do === "forget") rmSync(folder, { recursive: true, force: true });
    for (const volume of request.do === "forget" ? [] : request.volumes) {
      mkdirSync(folder, { recursive: true });
      const copy = join(folder, volume.replaceAll(/[:/]/g, "_"));
      const disk = this.#disks.get(volume);
      const image = `${this.#fileOf(volume)}.img`;
      if (disk) disk[request.do as "save" | "restore"](copy);
      else if (request.do === "save" && existsSync(image)) copySparse(image, copy);
      else if (request.do === "restore" && existsSync(copy)) copySparse(copy, image);
    }
    return {};
  }

  #fileOf(volume: string): string {
    return join(this.#options.directory, volume.replaceAll(/[:/]/g, "_"));
  }
}

/** Marks a machine that QEMU's guest agent runs on. */
const agent = "guest-agent";

/** A disk is mostly holes, which are no work. */
function copySparse(from: string, to: string): void {
  run("cp", ["--sparse=always", from, to]);
}
