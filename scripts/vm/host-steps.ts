import { basename } from "node:path";
import { imageIssues } from "../../lib/check/support/downloads.ts";
import type { Machine } from "../ssh/machine.ts";
import { lookWith } from "../ssh/machine.ts";
import { failure } from "../tell/failure.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { fileActions } from "../run/step.ts";
import { publishedSum } from "../http/download.ts";
import type { VirtualMachine } from "./machine.ts";
import { readConfig } from "./proxmox.ts";
import { snippet, snippetName } from "./settings.ts";

const templateName = "strata-template";

type HostParts = Pick<VirtualMachine, "host" | "proxmox" | "node">;

/** What a host has before its first virtual machine: an image, a snippet, and the template made of both. */
export function hostSteps(ssh: Ssh, { host, proxmox, node }: HostParts): Step[] {
  return [
    imageStep(ssh, { host, proxmox, node }),
    snippetStep(ssh, host, proxmox.files),
    templateStep(ssh, { host, proxmox, node }),
  ];
}

export const templateStepName = "the template is there";

function imageStep(ssh: Ssh, { host, proxmox, node }: HostParts): Step {
  const { files, template } = proxmox;
  const { url, sums, sha512 } = template.image;
  const [issue] = imageIssues(template.image, "proxmox.template.image");
  if (issue) throw failure("site", `host ${host.name} ${issue}`);
  const file = basename(url);
  const argv = ["pvesh", "create", `/nodes/${node}/storage/${files}/download-url`];
  argv.push("--content", "import", "--filename", file, "--url", url);
  argv.push("--checksum-algorithm", "sha512", "--checksum");
  return {
    name: "the cloud image is there",
    host: host.name,
    async isDone() {
      const list = ["pvesm", "list", files, "--content", "import"];
      const { exitCode, stdout, stderr } = await ssh.try(host, { argv: list });
      if (exitCode !== 0) throw unfitStorage(host, files, stderr);
      return stdout.includes(imageVolume(proxmox));
    },
    actions: () => [
      {
        on: host,
        does: `${argv.join(" ")} ${sha512 ?? `<of ${sums}>`}`,
        async run() {
          const sum = sha512 ?? (await publishedSum(sums, file, 128));
          await ssh.run(host, { argv: [...argv, sum], timeoutSeconds: 1800 });
        },
      },
    ],
    look: lookWith(host, "pvesh get /cluster/tasks"),
  };
}

function imageVolume({ files, template }: VirtualMachine["proxmox"]): string {
  return `${files}:import/${basename(template.image.url)}`;
}

function unfitStorage(host: Machine, files: string, said: string) {
  const message = `storage ${files} does not take images: ${said.trim()}; allow it with: pvesm set ${files} --content iso,vztmpl,backup,import,snippets`;
  return failure(host.name, message);
}

function snippetStep(ssh: Ssh, host: Machine, files: string): Step {
  const volume = `${files}:snippets/${snippetName}`;
  const path = async (): Promise<string> =>
    (await ssh.run(host, { argv: ["pvesm", "path", volume] })).trim();
  return {
    name: "the cloud-init snippet is there",
    host: host.name,
    async isDone() {
      const { stdout } = await ssh.try(host, { argv: ["cat", "--", await path()] });
      return stdout === snippet;
    },
    actions: async () => fileActions(host, await path(), snippet),
    look: lookWith(host, `pvesm path ${volume}`),
  };
}

function templateStep(ssh: Ssh, { host, proxmox }: HostParts): Step {
  const { id, pool } = proxmox.template;
  const create = ["qm", "create", String(id), "--name", templateName, "--ostype", "l26"];
  create.push("--memory", "1024", "--cores", "1", "--scsihw", "virtio-scsi-single");
  create.push("--net0", `virtio,bridge=${proxmox.bridge}`, "--agent", "enabled=1");
  // Cloud images write to a serial console, and some do not start without.
  create.push("--serial0", "socket", "--vga", "serial0", "--ide2", `${pool}:cloudinit`);
  create.push("--scsi0", `${pool}:0,import-from=${imageVolume(proxmox)},discard=on,iothread=1`);
  create.push("--boot", "order=scsi0");
  return {
    name: templateStepName,
    host: host.name,
    async isDone() {
      const config = await readConfig(ssh, host, id);
      if (!config || config.get("template") === "1") return config !== undefined;
      if (config.get("name") === templateName) return false;
      const message = `number ${id} is "${config.get("name") ?? ""}", and no template; give proxmox.template another id in clusters/site.ts`;
      throw failure(host.name, message);
    },
    async actions() {
      // In a dry run the host may not be there yet.
      const isMade = (await readConfig(ssh, host, id).catch(() => undefined)) !== undefined;
      const template = { on: host, argv: ["qm", "template", String(id)], timeoutSeconds: 600 };
      return isMade ? [template] : [{ on: host, argv: create, timeoutSeconds: 1800 }, template];
    },
    look: lookWith(host, `qm config ${id}`),
  };
}
