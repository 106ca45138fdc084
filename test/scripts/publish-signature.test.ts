import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../lib/emit/yaml.ts";
import { Signers } from "../e2e/signers.ts";
import { isOnPath } from "../e2e/prerequisites.ts";
import type { Signer } from "../e2e/signers.ts";
import { commit, git, makeFleet, makeServer, publish, run, write } from "./publish-repository.ts";

let directory = "";
let fleet = "";
let signers: Signers;
let ada: Signer;
let mallory: Signer;

function writeProject(keys: readonly Signer[], cluster = "edge"): void {
  const lines = keys.map(({ id }) => `    - keyID: "${id}"\n`).join("");
  const text = `${marker}kind: AppProject\nspec:\n  signatureKeys:\n${lines}`;
  write(fleet, `dist/${cluster}/AppProject-root.yaml`, text);
}

const sign = (...how: string[]): string => {
  git(fleet, "commit", "--quiet", "--amend", "--no-edit", "--allow-empty", ...how);
  return git(fleet, "rev-parse", "HEAD");
};
const heads = (): string => git(join(directory, "server.git"), "for-each-ref", "refs/heads");

/** What it says of a commit whose signature is not as asked, with nothing pushed. */
function requireRefused(found: string, args: readonly string[] = [], more = {}): void {
  const before = heads();
  const head = git(fleet, "rev-parse", "HEAD").slice(0, 8);
  const todo = `sign it by ${ada.id} and publish again: git -c gpg.format=openpgp -c user.signingKey=${ada.id} commit --amend --no-edit --gpg-sign (docs/publish.md)`;
  expect(publish(fleet, args, more)).toEqual({
    status: 1,
    output: `commit ${head}: ${found}, so that Argo CD deploys nothing of it; ${todo}\nthe remote is unchanged`,
  });
  expect(heads()).toBe(before);
}

describe.runIf(isOnPath("gpg-agent"))("publish, where a root asks for signatures,", () => {
  beforeAll(async () => {
    directory = makeServer();
    signers = new Signers(directory);
    ada = await signers.add("ada");
    mallory = await signers.add("mallory");
    ({ fleet } = makeFleet(directory));
    git(fleet, "config", "gpg.program", signers.program);
    writeProject([ada]);
  });

  beforeEach(() => {
    git(fleet, "checkout", "--quiet", "main");
    commit(fleet, "change");
  });

  afterAll(async () => {
    await signers.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("refuses what is not signed, by hand and in the hook, and before anything else is pushed", () => {
    requireRefused("is not signed");
    requireRefused("is not signed", ["--pins", "HEAD", "--remote", "origin"]);
    requireRefused("is not signed", ["--dry-run"]);
  });

  it("refuses what somebody else signed", () => {
    sign(`--gpg-sign=${mallory.id}`);
    requireRefused(`is signed by ${mallory.id}, which the fleet does not list`);
  });

  it("refuses a signature that is not of this commit", () => {
    const signed = sign(`--gpg-sign=${ada.id}`);
    const text = git(fleet, "cat-file", "commit", signed).replace(/^change$/m, "other");
    const file = join(directory, "forged");
    writeFileSync(file, `${text}\n`);
    git(fleet, "reset", "--quiet", "--hard", git(fleet, "hash-object", "-t", "commit", "-w", file));
    requireRefused(`has a signature by ${ada.id} that is not of this commit`);
    git(fleet, "reset", "--quiet", "--hard", signed);
  });

  it("refuses a key of SSH, of which Argo CD knows nothing", () => {
    const key = join(directory, "ssh");
    run(directory, "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    git(
      fleet,
      "-c",
      "gpg.format=ssh",
      "-c",
      `user.signingKey=${key}`,
      "commit",
      "-qS",
      "--amend",
      "--no-edit",
      "--allow-empty",
    );
    requireRefused("is signed by a key of SSH, and Argo CD knows those of gpg alone");
  });

  it("pushes what one of them signed", () => {
    sign(`--gpg-sign=${ada.id}`);
    expect(publish(fleet).output).toMatch(/published 2 pins .*, pushed main$/m);
  });

  it("says so where it cannot tell, and leaves it to Argo CD", () => {
    const head = sign(`--gpg-sign=${ada.id}`).slice(0, 8);
    git(fleet, "config", "gpg.program", "/nowhere");
    expect(publish(fleet).output).toContain(
      `note: commit ${head} carries a signature that is not looked at here: gpg is not installed`,
    );
    git(fleet, "config", "gpg.program", signers.program);
    const other = new Signers(join(directory, "other"));
    sign(`--gpg-sign=${ada.id}`);
    const { output } = publish(fleet, ["--dry-run"], {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "gpg.program",
      GIT_CONFIG_VALUE_0: other.program,
    });
    expect(output).toContain(
      `is signed by ${ada.id}, whose public key is not in the keyring of this computer`,
    );
  });

  it("asks for nothing on a branch that no root tracks", () => {
    git(fleet, "checkout", "--quiet", "-B", "idea");
    expect(publish(fleet).status).toBe(0);
  });

  it("publishes the pins of what was merged unsigned, and fails", () => {
    const variables = { CI_PROJECT_URL: `file://${directory}/server`, PUBLISH_TOKEN: "token" };
    const { status, output } = publish(fleet, ["--ci"], variables);
    expect(status).toBe(1);
    expect(output).toContain("is not signed, so that Argo CD deploys nothing of it");
    expect(output).toContain("the pins are published, which does no harm");
  });

  it("asks for a signature that every root takes", () => {
    writeProject([mallory], "attic");
    commit(fleet, "another Argo CD");
    sign(`--gpg-sign=${ada.id}`);
    expect(publish(fleet).output).toContain(
      `is signed by ${ada.id}, which the fleet does not list, so that Argo CD deploys nothing of it; sign it by ${mallory.id} `,
    );
  });
});
