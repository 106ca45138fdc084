import { describe, expect, it } from "vitest";
import { readCloudInit } from "./hosts/cloud-init.ts";
import { readArguments } from "./stand-ins/proxmox/arguments.ts";
import { checkOption, isOption } from "./stand-ins/proxmox/schema.ts";
import { formatSize, parseSize } from "./stand-ins/proxmox/storage.ts";
import { milliseconds, parseUnit, wordsOf } from "./stand-ins/systemd/unit-file.ts";

describe("unit files", () => {
  it("keep all values of a key, and none after an empty one", () => {
    const text =
      "[Service]\n# ExecStart=/bin/no\nExecStart=/bin/a \\\n  --b\nEnvironment=A=1\nEnvironment=\nEnvironment=B=2\n";
    expect(parseUnit(text)).toEqual({
      Service: { ExecStart: ["/bin/a --b"], Environment: ["B=2"] },
    });
  });

  it("have command lines with quotes and variables", () => {
    const environment = { MORE: "x y", ONE: "1" };
    expect(wordsOf(`/bin/sh -c 'a $b' "c d" \${ONE}z $MORE`, environment)).toEqual([
      "/bin/sh",
      "-c",
      "a $b",
      "c d",
      "1z",
      "x",
      "y",
    ]);
  });

  it("have spans of time", () => {
    expect(["5", "1min 30s", "200ms", "0"].map(milliseconds)).toEqual([5000, 90_000, 200, 0]);
  });
});

describe("qm", () => {
  const read = (...args: string[]) => readArguments(args, isOption, "qm set <vmid> [OPTIONS]");

  it("takes options with and without values", () => {
    const args = read("100", "--name=a", "--memory", "2048", "--onboot", "--cores", "2");
    expect(args.words).toEqual(["100"]);
    expect(args.options).toEqual({ name: "a", memory: "2048", onboot: "1", cores: "2" });
  });

  it("refuses what its manual does not list", () => {
    expect(() => read("100", "--scsi31", "x")).toThrow(
      "Unknown option: scsi31\n400 unable to parse option\n\nqm set <vmid> [OPTIONS]",
    );
    expect(() => checkOption("cores", "two")).toThrow(
      "400 Parameter verification failed.\ncores: type check ('integer') failed - got 'two'",
    );
  });

  it("writes sizes in the largest unit without a rest", () => {
    expect(parseSize("50", "G")).toBe(50 * 2 ** 30);
    expect([2 ** 40, 50 * 2 ** 30, 1536 * 2 ** 20, 4 * 2 ** 20].map(formatSize)).toEqual([
      "1T",
      "50G",
      "1536M",
      "4M",
    ]);
  });
});

describe("cloud-init", () => {
  const start = { do: "start", vmid: 100, disks: [] } as const;
  const config = {
    name: "node-1",
    ipconfig0: "ip=10.0.0.5/24,gw=10.0.0.1",
    ciuser: "root",
    sshkeys: encodeURIComponent("ssh-ed25519 AAAA me\n"),
  };

  it("reads the options of a machine, and vendor data beside them", () => {
    const vendor = "#cloud-config\npackages: [qemu-guest-agent]\n";
    expect(readCloudInit({ ...start, config, custom: { vendor } })).toMatchObject({
      name: "node-1",
      address: "10.0.0.5",
      user: "root",
      authorizedKeys: ["ssh-ed25519 AAAA me"],
      packages: ["qemu-guest-agent"],
    });
  });

  it("makes another instance of a machine with another address", () => {
    const other = { ...config, ipconfig0: "ip=10.0.0.6/24" };
    const [a, b] = [config, other].map((one) =>
      readCloudInit({ ...start, config: one, custom: {} }),
    );
    expect(a!.instance).not.toBe(b!.instance);
  });

  it("refuses a machine that would wait for an address", () => {
    const message = "without a fixed address in ipconfig0 nothing finds this machine";
    expect(() => readCloudInit({ ...start, config: {}, custom: {} })).toThrow(message);
  });
});
