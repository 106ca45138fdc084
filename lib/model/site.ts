/** A layer 2 network of the site. */
export interface Network {
  /** For example `192.168.1.0/24`. */
  readonly cidr: string;
  readonly gateway: string;
  readonly dns: readonly string[];
  /** Addresses that the DHCP server hands out, `first-last`: nothing fixed may stand in them. */
  readonly dhcp?: string;
  /** 802.1Q tag, 1 to 4094; untagged when left out. */
  readonly vlan?: number;
}

/** A pool of a host that virtual disks come from. */
export interface StoragePool {
  /** A Kubernetes quantity such as `4Ti`; no check against it when left out. */
  readonly size?: string;
}

/** How machines are reached for what GitOps cannot do; root, and no keys to let in, when left out. */
export interface SshAccess {
  /** Anybody but root needs sudo without a password. */
  readonly user: string;
  /** Public keys that new machines let in, as in authorized_keys. */
  readonly publicKeys: readonly string[];
}

/** How virtual machines are made on a host. */
export interface Proxmox {
  /** Its name as a Proxmox node; the host's name by default. */
  readonly node?: string;
  /** Bridge of the virtual machines, for example `vmbr0`. */
  readonly bridge: string;
  /** Storage with the content types `import` (an image's download) and `snippets`. */
  readonly files: string;
  /** The virtual machine that others are cloned from. */
  readonly template: { readonly id: number; readonly pool: string; readonly image: CloudImage };
}

/** An image of an operating system with cloud-init, in the format qcow2. */
export interface CloudImage {
  readonly url: string;
  /** Where its publisher lists SHA-512 sums, one file a line. */
  readonly sums: string;
  /** The sum itself, in hexadecimal digits; those that are listed are not asked for then. */
  readonly sha512?: string;
}

/** Programs that machines get before GitOps brings the rest. */
export interface Downloads {
  /** Releases of k3s: `<this>/<version>/k3s` and `sha256sum-amd64.txt` beside it, as on GitHub. */
  readonly k3s: string;
  /**
   * SHA-256 of the program of k3s by version and architecture, in hexadecimal digits. What is not here is held against
   * the sum that stands beside the program: whoever can change the one can change the other.
   */
  readonly k3sSums?: Readonly<Record<string, { readonly amd64?: string; readonly arm64?: string }>>;
  /**
   * Image of kube-vip, which holds the address of a cluster with several servers. It runs as an administrator: behind
   * `@sha256:` stands the digest of the image that is meant, and no other is run.
   */
  readonly kubeVip: string;
}

/** Where backups are kept, and who can read them. */
export interface Backups {
  /** Of an S3 API, for example `https://minio.example.com:9000`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /**
   * Who can read them, and the saved keys of stores that unseal: public keys of age or SSH, or fingerprints of keys of
   * gpg. Best a key that opens nothing else and is kept outside the house: whoever has it has every secret of before.
   */
  readonly recipients: readonly string[];
  readonly keepDays: number;
  /** URL of Vault, which keeps its data with Raft. */
  readonly vault?: string;
  /** Name of the machine with the Linux package of GitLab. */
  readonly gitlab?: string;
}

/** A physical machine that runs virtual machines. */
export interface Host {
  readonly address: string;
  /** The user for SSH; root by default. */
  readonly user?: string;
  /** Physical cores. */
  readonly cores: number;
  /** A Kubernetes quantity such as `96Gi`. */
  readonly memory: string;
  readonly storagePools: Readonly<Record<string, StoragePool>>;
  /** Virtual CPUs that may be promised per core; 4 by default. */
  readonly cpuOvercommit?: number;
  /** Left out, its virtual machines are made by hand. */
  readonly proxmox?: Proxmox;
}

export interface Disk {
  /** A Kubernetes quantity such as `50Gi`. */
  readonly size: string;
  /** Storage pool of the machine's host; a disk of its own when left out. */
  readonly pool?: string;
  /** Words that a StorageClass can ask for, such as `ssd`. */
  readonly tags?: readonly string[];
  /** Of a disk without a pool: its path below /dev/disk/by-id. */
  readonly device?: string;
}

/** A virtual machine beside the clusters, such as the git server. */
export interface Machine {
  readonly address: string;
  readonly host: string;
  readonly cpu: number;
  readonly memory: string;
  /** Number of the virtual machine in Proxmox; made of the address by default. */
  readonly vmId?: number;
  readonly disks: Readonly<Record<string, Disk>>;
}

/** Everything that exists before the clusters do. */
export interface Site {
  readonly domain: string;
  /** Who gets certificate and alert mail. */
  readonly email: string;
  readonly ssh?: SshAccess;
  /** Needed by the commands that make clusters. */
  readonly downloads?: Downloads;
  /** Needed by the commands that back up and restore. */
  readonly backups?: Backups;
  readonly networks: Readonly<Record<string, Network>>;
  readonly hosts: Readonly<Record<string, Host>>;
  readonly machines: Readonly<Record<string, Machine>>;
  /** Addresses in use by anything else: name to address. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Hostnames served outside the clusters: name to what serves it. */
  readonly hostnames?: Readonly<Record<string, string>>;
}

/** The identity, with the names of the literal kept for completion. */
// Not one parameter for the whole: a field that a site does not have would be a field of that.
export function defineSite<
  const Networks extends string,
  const Hosts extends string,
  const Machines extends string,
  const Reserved extends string,
>(
  site: Omit<Site, "networks" | "hosts" | "machines" | "reserved"> & {
    readonly networks: Readonly<Record<Networks, Network>>;
    readonly hosts: Readonly<Record<Hosts, Host>>;
    readonly machines: Readonly<Record<Machines, Machine>>;
    readonly reserved: Readonly<Record<Reserved, string>>;
  },
): typeof site {
  return site;
}
