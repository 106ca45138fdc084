# apt-get(8): no archive is in reach of a test host; what is asked for counts as installed, unless Debian has no such
# package. While another holds the lock, it refuses as the real one does.
verb=
packages=
for word; do
  case "$word" in
  -*) ;;
  *=*) ;;
  *) if [ -z "$verb" ]; then verb=$word; else packages="$packages $word"; fi ;;
  esac
done
if [ -e /run/apt-is-locked ]; then
  echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 999 (unattended-upgr)" >&2
  echo "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?" >&2
  exit 100
fi
if [ -e /run/registry-is-dead ]; then
  echo "E: Failed to fetch http://deb.debian.org/debian/dists/trixie/InRelease  Temporary failure resolving 'deb.debian.org'" >&2
  exit 100
fi
# A real one wants room for the archives that it fetches.
if ! head -c 65536 /dev/zero 2>/dev/null >/var/cache/apt/archives/partial.room; then
  rm -f /var/cache/apt/archives/partial.room
  echo "E: You don't have enough free space in /var/cache/apt/archives/." >&2
  exit 100
fi
rm -f /var/cache/apt/archives/partial.room
case "$verb" in
update) echo "Reading package lists... Done" ;;
install)
  for package in $packages; do
    case "$package" in
    open-iscsi | nfs-common | multipath-tools | cryptsetup | dmsetup | qemu-guest-agent | curl | jq | util-linux | ca-certificates | e2fsprogs | gdisk | parted | apparmor | sudo)
      dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q "install ok installed" && continue
      printf '\nPackage: %s\nStatus: install ok installed\nPriority: optional\nSection: admin\nMaintainer: Debian\nArchitecture: amd64\nVersion: 1.0\nDescription: %s\n' \
        "$package" "$package" >>/var/lib/dpkg/status
      echo "Setting up $package (1.0) ..."
      case "$package" in
      open-iscsi) service=iscsid ;;
      multipath-tools) service=multipathd ;;
      qemu-guest-agent) service=qemu-guest-agent ;;
      *) service= ;;
      esac
      if [ -n "$service" ]; then
        mkdir -p /etc/systemd/system
        printf '[Unit]\nDescription=%s\n[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n' "$service" \
          >"/etc/systemd/system/$service.service"
        systemctl daemon-reload
        [ "$service" = iscsid ] || systemctl enable --now "$service" >/dev/null 2>&1
      fi
      ;;
    *)
      echo "E: Unable to locate package $package" >&2
      exit 100
      ;;
    esac
  done
  ;;
remove | purge | autoremove | clean | upgrade | dist-upgrade) ;;
*)
  echo "E: Invalid operation $verb" >&2
  exit 100
  ;;
esac
