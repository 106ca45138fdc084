import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
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
    house.program(
      "gitlab",
      "gitlab-backup",
      `
archive=$root/var/opt/gitlab/backups/\${2#BACKUP=}_gitlab_backup.tar
case "$1" in
create) mkdir -p $root/var/opt/gitlab/backups; tar -C $root/var/opt/gitlab -cf $archive data ;;
restore) [ "$GITLAB_ASSUME_YES" = 1 ]; [ ! -e $root/puma ]; tar -C $root/var/opt/gitlab -xf $archive ;;
esac`,
    );
    house.program(
      "gitlab",
      "gitlab-ctl",
      `case "$*" in "stop puma") rm -f $root/puma ;; restart) touch $root/puma ;; esac`,
    );
    for (const name of ["gitlab-rake", "chown"]) house.program("gitlab", name, "");
    house.write("gitlab", "etc/gitlab/gitlab-secrets.json", `{"db_key_base":"key"}`);
    house.write("gitlab", "etc/gitlab/gitlab.rb", "external_url 'https://gitlab'");
    house.write("gitlab", data, "repositories");
    house.write("gitlab", "puma", "");
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
  const token = "hvs.secret";
  let server: Server;
  let held: Buffer;
  let restored: Buffer | undefined;

  beforeEach(async () => {
    writeFileSync(join(house.directory, "meta.json"), "{}");
    held = spawnSync("tar", ["-C", house.directory, "-czf", "-", "meta.json"]).stdout;
    restored = undefined;
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        if (request.headers["x-vault-token"] !== token) return response.writeHead(403).end();
        const call = `${request.method} ${request.url}`;
        if (call === "GET /v1/sys/storage/raft/snapshot") return response.end(held);
        if (call !== "POST /v1/sys/storage/raft/snapshot-force")
          return response.writeHead(404).end();
        restored = body;
        return response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterEach(() => {
    delete process.env["VAULT_TOKEN"];
    server.close();
  });

  function site() {
    const { port } = server.address() as AddressInfo;
    return {
      ...house.site,
      backups: { ...house.site.backups!, vault: `http://127.0.0.1:${port}` },
    };
  }

  it("is read and written whole, with a token that no argument holds", async () => {
    process.env["VAULT_TOKEN"] = token;
    const source = vaultSource(site());
    expect(source.read("").argv.join(" ")).not.toContain(token);
    const { key } = await save(source, "1", house.store, house.run);
    expect(await house.store.open(key, source.check)).toBe("meta.json\n");

    const reader = vaultRestore(site());
    expect(reader.argv.join(" ")).not.toContain(token);
    await house.store.open(key, reader);

    expect(restored?.equals(held)).toBe(true);
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
