import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Fleet } from "../../../lib/model/cluster.ts";
import {
  architectures,
  authorities,
  challengeNames,
  challenges,
  loadBalancers,
  machineKinds,
  secretStores,
  storages,
} from "../../../scripts/init/answers.ts";
import type { ChallengeName } from "../../../scripts/init/answers.ts";
import type { Flags } from "../../../scripts/init/collect.ts";
import { answersOf } from "../../../scripts/init/collect.ts";
import { fleetFiles } from "../../../scripts/init/files.ts";
import type { Row } from "../../support/pairs.ts";
import { pairwise } from "../../support/pairs.ts";

/** What init can be told, as far as one answer may bear on another. */
const factors = {
  size: ["one", "one and two", "three", "three and one"],
  machines: machineKinds,
  architecture: architectures,
  storage: storages,
  certificates: [
    ...authorities.filter((one) => one !== "letsencrypt"),
    ...challengeNames.map((name) => `letsencrypt ${name}`),
  ],
  secrets: secretStores,
  "load-balancer": loadBalancers,
  monitoring: ["yes", "no"],
  private: ["yes", "no"],
  network: ["192.168.1.0/24", "10.42.0.0/16", "172.16.5.0/27"],
};

const sizes: Readonly<Record<string, readonly [servers: number, nodes: number]>> = {
  one: [1, 1],
  "one and two": [1, 3],
  three: [3, 3],
  "three and one": [3, 4],
};

/** Houses with every two answers that can stand together. */
export const houses: readonly Row[] = pairwise(
  factors,
  ({ storage, monitoring }) => !(storage === "none" && monitoring === "yes"),
);

/** The flags that say it. */
export function flagsOf({ size, network, certificates, ...words }: Row): Flags {
  const [authority, challenge] = certificates!.split(" ");
  const [servers, count] = sizes[size!]!;
  const base = network!.replace(/\.\d+\/\d+$/, "");
  const nodes = Array.from({ length: count }, (_, i) => `${base}.${4 + i}`);
  return {
    domain: "home.example.org",
    email: "me@example.org",
    repository: "https://git.example.org/me/fleet.git",
    branch: "main",
    network,
    servers: String(servers),
    nodes: nodes.join(","),
    certificates: authority,
    ...settingsOf(challenge as ChallengeName | undefined),
    ...(words["storage"] === "nfs" && { "nfs-share": `${base}.3:/volume1/kubernetes` }),
    ...words,
  };
}

function settingsOf(challenge: ChallengeName | undefined): Flags {
  if (challenge === undefined) return {};
  const settings = challenges[challenge].map((name) => `${name}=${name.toLowerCase()}.example.org`);
  return {
    challenge,
    ...(settings.length > 0 && { "challenge-settings": settings.join(",") }),
  };
}

/** A directory beside which the rooms of the project stand: fleets in its folders find them where they look. */
export function makeProject(): string {
  const project = mkdtempSync(join(tmpdir(), "init-houses-"));
  for (const room of ["charts", "imports", "lib", "node_modules", "package.json"])
    symlinkSync(resolve(room), join(project, room));
  return project;
}

/** Writes the fleet of a house into a folder, as init would. */
export async function writeHouse(folder: string, house: Row): Promise<void> {
  const files = await fleetFiles(
    answersOf(flagsOf(house), {}, true),
    "ssh-ed25519 AAAA me@example.org",
  );
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export async function loadHouse(folder: string): Promise<Fleet> {
  const module = (await import(pathToFileURL(join(folder, "index.ts")).href)) as {
    readonly fleet: Fleet;
  };
  return module.fleet;
}
