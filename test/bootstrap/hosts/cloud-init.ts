import { createHash } from "node:crypto";
import { load } from "js-yaml";
import type { PowerRequest } from "../stand-ins/proxmox/power.ts";

/** What cloud-init makes of a machine, from the drive that the hypervisor wrote for it. */
export interface CloudInit {
  /** A change of it makes a new instance: what is done once for each instance is done again. */
  readonly instance: string;
  readonly name: string;
  /** For example `192.168.1.30`. */
  readonly address: string;
  readonly user: string;
  readonly authorizedKeys: readonly string[];
  readonly packages: readonly string[];
  /** The host's ed25519 key pair, when it is given. */
  readonly hostKey?: { readonly private: string; readonly public: string };
  readonly files: readonly {
    readonly path: string;
    readonly content?: string;
    readonly permissions?: string;
  }[];
  /** Shell commands and argument lists of the first boot. */
  readonly commands: readonly (string | readonly string[])[];
}

interface UserData {
  readonly hostname?: string;
  readonly fqdn?: string;
  readonly user?: string;
  readonly users?: readonly (
    | string
    | { readonly name: string; readonly ssh_authorized_keys?: readonly string[] }
  )[];
  readonly ssh_authorized_keys?: readonly string[];
  readonly ssh_keys?: Readonly<Record<string, string>>;
  readonly packages?: readonly string[];
  readonly write_files?: CloudInit["files"];
  readonly runcmd?: CloudInit["commands"];
}

/** Reads options of a machine as Proxmox writes them on the drive. Throws for a machine that gets no fixed address. */
export function readCloudInit({
  config,
  custom,
}: Extract<PowerRequest, { do: "start" }>): CloudInit {
  const address = /(?:^|,)ip=([\d.]+)\/\d+/.exec(config["ipconfig0"] ?? "")?.[1];
  if (!address)
    throw new Error(
      "without a fixed address in ipconfig0 nothing finds this machine: no DHCP server runs here",
    );
  const user = parse(custom["user"]);
  const vendor = parse(custom["vendor"]);
  const isOwn = custom["user"] !== undefined;
  const named = user.users?.find((one) => typeof one !== "string");
  const given = decodeURIComponent(config["sshkeys"] ?? "").split("\n");
  const keys = [
    ...(user.ssh_authorized_keys ?? []),
    ...(typeof named === "object" ? (named.ssh_authorized_keys ?? []) : []),
  ];
  const { ed25519_private: privateKey, ed25519_public: publicKey } =
    user.ssh_keys ?? vendor.ssh_keys ?? {};
  return {
    instance: createHash("sha1")
      .update(
        JSON.stringify([
          config["ipconfig0"],
          config["sshkeys"],
          config["ciuser"],
          config["name"],
          custom,
        ]),
      )
      .digest("hex"),
    name: user.hostname ?? user.fqdn?.split(".")[0] ?? config["name"] ?? "localhost",
    address,
    user: isOwn
      ? (user.user ?? (typeof named === "object" ? named.name : "debian"))
      : (config["ciuser"] ?? "debian"),
    authorizedKeys: (isOwn ? keys : given).filter(Boolean),
    packages: [...(user.packages ?? []), ...(vendor.packages ?? [])],
    files: [...(vendor.write_files ?? []), ...(user.write_files ?? [])],
    commands: [...(vendor.runcmd ?? []), ...(user.runcmd ?? [])],
    ...(privateKey && publicKey && { hostKey: { private: privateKey, public: publicKey } }),
  };
}

function parse(text: string | undefined): UserData {
  if (text === undefined) return {};
  if (!text.startsWith("#cloud-config"))
    throw new Error("user data does not begin with #cloud-config");
  return load(text) ?? {};
}
