import { archives } from "../backup/gitlab.ts";
import { remote } from "../backup/source.ts";
import type { Store } from "../backup/store.ts";
import { failure } from "../tell/failure.ts";
import type { Machine } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Action } from "../run/step.ts";

const hours = 4 * 3600;

/** GitLab, installed in the version of the backup, as it was then: its settings and keys first. */
export function gitlabRestoreActions(
  ssh: Ssh,
  store: () => Store,
  key: string,
  machine: Machine,
): Action[] {
  const extract = ["tar", "--extract", "--verbose", "--file=-", "--directory=/"];
  const on = machine;
  let name = "";
  return [
    {
      on,
      does: `${extract.join(" ")} <the opened backup>`,
      async run() {
        const listed = await store().open(key, remote(ssh, machine, extract));
        name = /(strata-\d+)_gitlab_backup\.tar/.exec(listed)?.[1] ?? "";
        if (!name) throw failure(key, "holds no backup of GitLab; choose another with --at");
      },
    },
    { on, argv: ["gitlab-ctl", "reconfigure"], timeoutSeconds: 1800 },
    { on, argv: ["gitlab-ctl", "stop", "puma"], timeoutSeconds: 300 },
    { on, argv: ["gitlab-ctl", "stop", "sidekiq"], timeoutSeconds: 300 },
    {
      on,
      does: "env GITLAB_ASSUME_YES=1 gitlab-backup restore BACKUP=<name> force=yes",
      async run() {
        await ssh.run(machine, {
          argv: ["chown", "git:git", `/${archives}/${name}_gitlab_backup.tar`],
        });
        const restore = ["gitlab-backup", "restore", `BACKUP=${name}`, "force=yes"];
        const argv = ["env", "GITLAB_ASSUME_YES=1", ...restore];
        await ssh.run(machine, { argv, timeoutSeconds: hours });
      },
    },
    { on, argv: ["gitlab-ctl", "reconfigure"], timeoutSeconds: 1800 },
    { on, argv: ["gitlab-ctl", "restart"], timeoutSeconds: 900 },
    { on, argv: ["gitlab-rake", "gitlab:check", "SANITIZE=true"], timeoutSeconds: 900 },
    { on, argv: ["gitlab-rake", "gitlab:doctor:secrets"], timeoutSeconds: 1800 },
  ];
}
