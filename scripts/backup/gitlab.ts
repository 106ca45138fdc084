import type { Machine } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Source } from "./source.ts";
import { archiveCheck, remote } from "./source.ts";

/** Where the Linux package of GitLab keeps backups, and what it leaves out of them. */
export const archives = "var/opt/gitlab/backups";
export const settings = ["etc/gitlab/gitlab-secrets.json", "etc/gitlab/gitlab.rb"];

export function archiveOf(name: string): string {
  return `${archives}/${name}_gitlab_backup.tar`;
}

/** Repositories, database and uploads, with the settings and the keys without which they cannot be read. */
export function gitlabSource(ssh: Ssh, machine: Machine): Source {
  return {
    folder: `gitlab/${machine.name}`,
    machine,
    prepare: (stamp) => [
      {
        on: machine,
        argv: ["gitlab-backup", "create", `BACKUP=strata-${stamp}`, "CRON=1"],
        timeoutSeconds: 4 * 3600,
      },
    ],
    read: (stamp) =>
      remote(
        ssh,
        machine,
        ["tar", "--create", "--file=-", "--directory=/"].concat(
          archiveOf(`strata-${stamp}`),
          settings,
        ),
      ),
    clean: (stamp) => [
      { on: machine, argv: ["rm", "--force", "--", `/${archiveOf(`strata-${stamp}`)}`] },
    ],
    check: archiveCheck,
  };
}
