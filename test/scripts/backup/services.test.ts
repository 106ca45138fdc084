import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOnPath } from "../../e2e/prerequisites.ts";
import { gitlabSource } from "../../../scripts/backup/gitlab.ts";
import { save } from "../../../scripts/backup/take.ts";
import { vaultRestore, vaultSource } from "../../../scripts/backup/vault.ts";
import { gitlabRestoreActions } from "../../../scripts/restore/gitlab.ts";
import { runAction } from "../../../scripts/run/steps.ts";
import { gitlabPrograms } from "../stand-ins/gitlab.ts";
import { VaultSnapshots } from "../stand-ins/vault-snapshots.ts";
import { House } from "./house.ts";

let house: House;

beforeEach(async () => {
  house = await House.build();
});

afterEach(() => house.tearDown());

const machine = { name: "gitlab", address: "192.0.2.1", user: "root" };
const data = "var/opt/gitlab/data";

describe.runIf(isOnPath("age"))("GitLab", () => {
  it("comes back with its keys", async () => {
    const programs = gitlabPrograms(join(house.directory, "gitlab"));
    for (const [name, script] of Object.entries(programs)) house.program("gitlab", name, script);
    house.program("gitlab", "chown", "");
    house.write("gitlab", "etc/gitlab/gitlab-secrets.json", `{"db_key_base":"key"}`);
    house.write("gitlab", "etc/gitlab/gitlab.rb", "external_url 'https://gitlab'");
    house.write("gitlab", data, "repositories");
    house.write("gitlab", "var/opt/gitlab/puma", "");
    const { key } = await save(
      gitlabSource(house.ssh, machine),
      "20261121",
      house.store,
      house.run,
    );
    house.write("gitlab", "etc/gitlab/gitlab-secrets.json", "lost");
    house.write("gitlab", data, "lost");

    for (const action of gitlabRestoreActions(house.ssh, () => house.store, key, machine))
      await runAction(action, house.run);

    expect(house.read("gitlab", data)).toBe("repositories");
    expect(house.read("gitlab", "etc/gitlab/gitlab-secrets.json")).toBe(`{"db_key_base":"key"}`);
    expect(house.calls("gitlab")).toEqual([
      "gitlab-backup create BACKUP=strata-20261121 CRON=1",
      "gitlab-ctl reconfigure",
      "gitlab-ctl stop puma",
      "gitlab-ctl stop sidekiq",
      "chown git:git /var/opt/gitlab/backups/strata-20261121_gitlab_backup.tar",
      "gitlab-backup restore BACKUP=strata-20261121 force=yes",
      "gitlab-ctl reconfigure",
      "gitlab-ctl restart",
      "gitlab-rake gitlab:check SANITIZE=true",
      "gitlab-rake gitlab:doctor:secrets",
    ]);
  });
});

describe.runIf(isOnPath("age"))("Vault", () => {
  let vault: VaultSnapshots;

  beforeEach(async () => {
    writeFileSync(join(house.directory, "meta.json"), "{}");
    const held = spawnSync("tar", ["-C", house.directory, "-czf", "-", "meta.json"]).stdout;
    vault = await VaultSnapshots.start(held);
  });

  afterEach(() => {
    delete process.env["VAULT_TOKEN"];
    vault.stop();
  });

  function site() {
    return { ...house.site, backups: { ...house.site.backups!, vault: vault.url } };
  }

  it("is read and written whole, with a token that no argument holds", async () => {
    process.env["VAULT_TOKEN"] = vault.token;
    const source = vaultSource(site());
    expect(source.read("").argv.join(" ")).not.toContain(vault.token);
    const { key } = await save(source, "1", house.store, house.run);
    expect(await house.store.open(key, source.check)).toBe("meta.json\n");

    const reader = vaultRestore(site());
    expect(reader.argv.join(" ")).not.toContain(vault.token);
    await house.store.open(key, reader);

    expect(vault.restored?.equals(vault.held)).toBe(true);
  });

  it("says that it refuses the token", async () => {
    const source = vaultSource(site(), { VAULT_TOKEN: "other" });
    await expect(save(source, "1", house.store, house.run)).rejects.toThrow(
      /^vault: "curl .*" ended with code 22: curl: \(22\) The requested URL returned error: 403; correct that and run this again/,
    );
  });

  it("needs a token", () => {
    expect(() => vaultSource(site(), {}).read("")).toThrow(
      "vault: needs a token that may read and write snapshots; set VAULT_TOKEN",
    );
  });
});
