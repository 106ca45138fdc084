import { badParameter } from "./failure.ts";

// Names of the options of a virtual machine, as qm.conf(5) lists them.
const booleans = words(`onboot autostart reboot numa keephugepages acpi kvm tdf localtime freeze
  template tablet protection ciupgrade`);
const integers = words(`memory balloon shares cores sockets vcpus cpuunits cpulimit smp
  migrate_downtime migrate_speed`);
const texts = words(`hotplug lock keyboard name scsihw description ostype boot bootdisk hugepages
  agent vga watchdog startdate startup args cdrom cpu vmstatestorage machine arch smbios1 bios
  vmgenid hookscript ivshmem audio0 spice_enhancements tags rng0 affinity citype ciuser cipassword
  cicustom searchdomain nameserver sshkeys efidisk0 tpmstate0`);
const indexed = /^(net|ipconfig|numa|hostpci|usb|parallel|serial|unused|virtiofs)\d+$/;

/** ide0-3, sata0-5, scsi0-30, virtio0-15. */
const drive = /^(ide[0-3]|sata[0-5]|scsi([12]?\d|30)|virtio(1[0-5]|\d))$/;

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

export function isDrive(option: string): boolean {
  return drive.test(option);
}

export function isOption(option: string): boolean {
  return (
    booleans.has(option) ||
    integers.has(option) ||
    texts.has(option) ||
    indexed.test(option) ||
    isDrive(option)
  );
}

/** Throws for a value that the schema refuses. */
export function checkOption(option: string, value: string): void {
  if (booleans.has(option) && !/^(0|1|yes|no|on|off|true|false)$/.test(value))
    throw badParameter(option, `type check ('boolean') failed - got '${value}'`);
  if (integers.has(option) && option !== "cpulimit" && !/^\d+$/.test(value))
    throw badParameter(option, `type check ('integer') failed - got '${value}'`);
  if (option === "memory" && Number(value) < 16)
    throw badParameter(option, "value must have a minimum value of 16");
  if (
    option === "name" &&
    !/^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9-]+)*$/.test(value)
  )
    throw badParameter(option, "invalid format - value does not look like a valid DNS name");
  if (option.startsWith("ipconfig") && !/^(ip6?|gw6?)=[^,]+(,(ip6?|gw6?)=[^,]+)*$/.test(value))
    throw badParameter(option, `invalid format - format error\n${option}.ip: invalid format`);
  if (option.startsWith("net") && !/^(virtio|e1000|rtl8139|vmxnet3|model=)/.test(value))
    throw badParameter(
      option,
      "invalid format - format error\nmodel: property is missing and it is not optional",
    );
}

/** As the configuration has it: 0 or 1. */
export function normalize(option: string, value: string): string {
  if (!booleans.has(option)) return value;
  return /^(1|yes|on|true)$/.test(value) ? "1" : "0";
}
