import type { VirtualMachine } from "./machine.ts";

/** What `qm config` prints, by key; `sshkeys` decoded. */
export type Config = ReadonlyMap<string, string>;

/** `key: value` a line, as `qm config` prints it; a snapshot's section ends it. */
export function parseConfig(text: string): Config {
  const lines = text.split("\n").map((line) => /^(\w+): (.*)$/.exec(line));
  const entries = lines.flatMap((found) => (found ? [[found[1]!, found[2]!] as const] : []));
  return new Map(
    entries.map(([key, value]) => [
      key,
      key === "sshkeys" ? decodeURIComponent(value).trim() : value,
    ]),
  );
}

/** What is set with `qm set`, beside disks, in the words of qm(1). */
export function settingsOf(machine: VirtualMachine): Readonly<Record<string, string>> {
  const { network, proxmox, affinity, publicKeys } = machine;
  const prefix = network.cidr.split("/")[1]!;
  const tag = network.vlan ? `,tag=${network.vlan}` : "";
  return {
    name: machine.name,
    tags: "strata",
    cores: String(machine.cores),
    memory: String(machine.memoryMebibytes),
    // A balloon would take memory from the kubelet, which counts on what it saw at its start.
    balloon: "0",
    cpu: "host",
    ...(affinity && { affinity }),
    onboot: "1",
    agent: "enabled=1",
    net0: `virtio,bridge=${proxmox.bridge}${tag}`,
    ipconfig0: `ip=${machine.address}/${prefix},gw=${network.gateway}`,
    nameserver: network.dns.join(" "),
    ciuser: machine.user,
    sshkeys: publicKeys.join("\n"),
    cicustom: `vendor=${proxmox.files}:snippets/${snippetName}`,
  };
}

/** Cloud-init's vendor data: the guest agent, through which the host learns of the machine's SSH keys. */
export const snippetName = "strata.yaml";
export const snippet = `#cloud-config
package_update: true
packages: [qemu-guest-agent]
runcmd:
  - [systemctl, enable, --now, qemu-guest-agent]
`;

/** A setting that differs; `from` is absent when it is not set. */
export interface SettingChange {
  readonly key: string;
  readonly from?: string;
  readonly to: string;
}

export function settingChanges(machine: VirtualMachine, config: Config): SettingChange[] {
  return Object.entries(settingsOf(machine)).flatMap(([key, to]) => {
    const from = config.get(key);
    if (from !== undefined && comparable(key, from) === comparable(key, to)) return [];
    return [{ key, to, ...(from !== undefined && { from }) }];
  });
}

/** Proxmox adds a hardware address to a network card, and writes some values in a shorter way. */
function comparable(key: string, value: string): string {
  if (key === "net0") {
    const parts = value.replace(/^virtio=[0-9A-Fa-f:]+/, "virtio").split(",");
    return parts.toSorted().join(",");
  }
  if (key === "agent") return value.replace(/^enabled=/, "").split(",")[0]!;
  if (key === "tags") return value.split(/[;,]/).includes("strata") ? "strata" : value;
  return value;
}

/** The argument of `qm set`: keys go through standard input. */
export function settingArguments(changes: readonly SettingChange[]): string[] {
  return changes.flatMap(({ key, to }) => [`--${key}`, key === "sshkeys" ? "/dev/stdin" : to]);
}
