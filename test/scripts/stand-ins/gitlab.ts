/**
 * Programs of GitLab's Linux package, as far as backups call them (GitLab docs: administration/backup_restore): shell
 * scripts by name. `root` is the folder that plays the machine; empty on a machine of its own. A restore wants to be
 * told that nobody answers its questions, and puma stopped.
 */
export function gitlabPrograms(root = ""): Readonly<Record<string, string>> {
  const data = `${root}/var/opt/gitlab`;
  return {
    "gitlab-backup": `
archive=${data}/backups/\${2#BACKUP=}_gitlab_backup.tar
case "$1" in
create) mkdir -p ${data}/backups; tar -C ${data} -cf $archive data ;;
restore) [ "$GITLAB_ASSUME_YES" = 1 ]; [ ! -e ${data}/puma ]; tar -C ${data} -xf $archive ;;
esac`,
    "gitlab-ctl": `case "$*" in "stop puma") rm -f ${data}/puma ;; restart) touch ${data}/puma ;; esac`,
    "gitlab-rake": "",
  };
}
