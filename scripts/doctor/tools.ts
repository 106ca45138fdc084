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
}

const versionFlag = ["--version"];

export const tools: readonly Tool[] = [
  {
    name: "git",
    args: versionFlag,
    blocks: "publish, and everything that Argo CD syncs",
    isRequired: true,
    get: { darwin: "xcode-select --install", linux: "apt-get install git" },
    least: "2.31",
  },
  {
    name: "bash",
    args: versionFlag,
    blocks: "every command that calls another program",
    isRequired: true,
    get: { darwin: "it is part of macOS", linux: "apt-get install bash" },
  },
  {
    name: "ssh",
    args: ["-V"],
    blocks: "vm, node, bootstrap, backup and restore",
    isRequired: true,
    get: { darwin: "it is part of macOS", linux: "apt-get install openssh-client" },
    least: "8.5",
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
  },
  {
    name: "k3d",
    args: ["version"],
    blocks: "local",
    isRequired: false,
    get: { darwin: "brew install k3d", linux: "https://k3d.io/stable/#installation" },
    least: "5.6",
  },
  {
    name: "colima",
    args: ["version"],
    blocks: "local, where no other program brings containers",
    isRequired: false,
    get: { darwin: "brew install colima", linux: "" },
    platforms: ["darwin"],
  },
  {
    name: "openssl",
    args: ["version"],
    blocks: "bootstrap of a cluster that unseals values of git",
    isRequired: false,
    get: { darwin: "it is part of macOS", linux: "apt-get install openssl" },
  },
  {
    name: "age",
    args: versionFlag,
    blocks: "backup and restore that encrypt with age, and keys of sealed values",
    isRequired: false,
    get: { darwin: "brew install age", linux: "apt-get install age" },
  },
  {
    name: "gpg",
    args: versionFlag,
    blocks: "backup and restore that encrypt with gpg, and keys of sealed values",
    isRequired: false,
    get: { darwin: "brew install gnupg", linux: "apt-get install gpg" },
  },
];
