# The first process of a node, in namespaces of its own: it gives the node its file systems, and takes in its orphans.
# node.sh NAME FILES PAUSE CGROUP...: FILES is the node's folder; CGROUP are options of cgroup mounts, none of version 2
set -eu
name=$1 files=$2 pause=$3
shift 3
echo "$name" >/proc/sys/kernel/hostname
mount --make-rshared /
mount -t sysfs sysfs /sys
if [ $# -eq 0 ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  mount -t tmpfs tmpfs /sys/fs/cgroup
  for options; do
    for controller in $(echo "$options" | tr ',' ' '); do
      [ "$controller" = none ] && continue
      mkdir "/sys/fs/cgroup/${controller#name=}"
      mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/${controller#name=}"
    done
  done
fi
# The computer's own settings are not a node's to change: kubelet finds what it wants there.
mkdir "$files/sysctl"
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=$files/sysctl/$(echo "${setting%=*}" | tr '/' '.')
  echo "${setting#*=}" >"$file"
  mount --bind "$file" "/proc/sys/${setting%=*}"
done
echo 1 >/proc/sys/net/ipv4/ip_forward
mount -t tmpfs tmpfs /run
# What kubelet and its kind keep below /var whatever they are told stays in the node's folder.
mkdir "$files/var" "$files/var-work"
mount -t overlay -o "lowerdir=/var,upperdir=$files/var,workdir=$files/var-work" overlay /var
mount --make-rshared /
touch "$files/mounted"
exec "$pause"
