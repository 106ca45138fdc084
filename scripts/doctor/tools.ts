import { unsealerOf } from "../../lib/build/unsealer.ts";
import { signersOf } from "../../lib/build/signers.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { isInContainers } from "../kube/access.ts";
import type { Seal } from "../seal/recipients.ts";
import { sealKindOf } from "../seal/recipients.ts";
import { machinesOf } from "../ssh/machine.ts";

/** A program that commands of the project call. */
export interface Tool {
  readonly name: string;
  /** Prints its version. */
  readonly args: readonly string[];
  /** What cannot be done without it. */
  readonly blocks: string;
  /** The commands for which it is not enough to be told. */
  readonly isRequired: boolean;
  /** How to get it, by platform of Node. */
  readonly get: Readonly<Record<"darwin" | "linux", string>>;
  /** The oldest that is known to do. */
  readonly least?: string;
  /** Platforms that it is of use on; all by default. */
  readonly platforms?: readonly string[];
  /** Whether a fleet has what it is for; every fleet by default. */
  readonly isFor?: (fleet: Fleet) => boolean;
}

const runsContainers = ({ clusters }: Fleet): boolean => clusters.some(isInContainers);
const runsK3d = ({ clusters }: Fleet): boolean =>
  clusters.some(({ kubernetes }) => kubernetes.distribution.name === "k3d");
const unseals = ({ clusters }: Fleet): boolean => clusters.some(unsealerOf);
/** Whether its backups, and keys of sealed values, are sealed with this program. */
const sealsWith =
  (kind: Seal["ending"]) =>
  (fleet: Fleet): boolean =>
    (fleet.site.backups !== undefined || unseals(fleet)) && sealKindOf(fleet.site) === kind;

const asksForSignatures = (fleet: Fleet): boolean =>
  fleet.clusters.some((cluster) => signersOf(fleet, cluster).length > 0);

const versionFlag = ["--version"];

const tools: readonly Tool[] = [
  {
    name: "git",
    args: versionFlag,
    blocks: "publish, and everything that Argo CD syncs",
    isRequired: true,
    get: { darwin: "xcode-select --install", linux: "apt-get install git" },
    least: "2.31",
  },
  {
    name: "ssh",
    args: ["-V"],
    blocks: "vm, node, bootstrap, backup and restore",
    isRequired: true,
    get: { darwin: "it is part of macOS", linux: "apt-get install openssh-client" },
    least: "8.5",
    isFor: (fleet) => machinesOf(fleet).length > 0,
  },
  {
    name: "kubectl",
    args: ["version", "--client"],
    blocks: "forward, health, debug, secret and bootstrap",
    isRequired: true,
    get: {
      darwin: "brew install kubernetes-cli",
      linux: "https://kubernetes.io/docs/tasks/tools/install-kubectl-linux",
    },
    isFor: ({ clusters }) => clusters.length > 0,
  },
  {
    name: "helm",
    args: ["version", "--short"],
    blocks: "bootstrap, and charts that synth renders",
    isRequired: false,
    get: { darwin: "brew install helm", linux: "https://helm.sh/docs/intro/install" },
    least: "4.0",
  },
  {
    name: "docker",
    args: versionFlag,
    blocks: "local",
    isRequired: false,
    get: { darwin: "brew install docker colima", linux: "apt-get install docker.io" },
    isFor: runsContainers,
  },
  {
    name: "k3d",
    args: ["version"],
    blocks: "local",
    isRequired: false,
    get: { darwin: "brew install k3d", linux: "https://k3d.io/stable/#installation" },
    least: "5.6",
    isFor: runsK3d,
  },
  {
    name: "colima",
    args: ["version"],
    blocks: "local, where no other program brings containers",
    isRequired: false,
    get: { darwin: "brew install colima", linux: "" },
    platforms: ["darwin"],
    isFor: runsContainers,
  },
  {
    name: "openssl",
    args: ["version"],
    blocks: "bootstrap of a cluster that unseals values of git",
    isRequired: false,
    get: { darwin: "it is part of macOS", linux: "apt-get install openssl" },
    isFor: unseals,
  },
  {
    name: "age",
    args: versionFlag,
    blocks: "backup and restore that encrypt with age, and keys of sealed values",
    isRequired: false,
    get: { darwin: "brew install age", linux: "apt-get install age" },
    isFor: sealsWith("age"),
  },
  {
    name: "gpg",
    args: versionFlag,
    blocks: "signed commits; backup and restore that encrypt with gpg, and keys of sealed values",
    isRequired: false,
    get: { darwin: "brew install gnupg", linux: "apt-get install gpg" },
    isFor: (fleet) => sealsWith("gpg")(fleet) || asksForSignatures(fleet),
  },
];

/** What a fleet has a use for on this computer. */
export function toolsFor(fleet: Fleet, platform: string = process.platform): readonly Tool[] {
  return tools.filter(
    ({ platforms, isFor }) => (platforms?.includes(platform) ?? true) && (isFor?.(fleet) ?? true),
  );
}
