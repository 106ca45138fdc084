#!/bin/sh
# First process of a test host: makes ROOT its file system, then hands over to the manager of its units.
# Arguments: ROOT, the persistent folders beside it, the project's folder, name of the host, command of the manager.
set -eu
root=$1 keep=$2 project=$3 name=$4
shift 4

mount --make-rprivate /
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
# Of the kernel's settings only those of its own network are the host's.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,ro "$root/proc/sys"

# A Raspberry Pi does not count memory before its kernel is told to.
mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
controllers="cpuset cpu io memory pids"
line=$root/boot/firmware/cmdline.txt
if [ -e "$line" ] && ! grep -q cgroup_enable=memory "$line"; then controllers="cpuset cpu io pids"; fi
echo "$controllers" >"$root/sys/fs/cgroup/cgroup.controllers"

mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null zero full random urandom tty loop-control; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/disk" "$root/dev/disk/by-id"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
while read -r device major minor id; do
  mknod "$root/dev/$device" b "$major" "$minor"
  ln -s "../../$device" "$root/dev/disk/by-id/$id"
done <"$keep/disks"

mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
# What these hold belongs to the computer that the tests run on.
for folder in root home mnt srv etc/systemd/system etc/ssh; do
  mkdir -p "$keep/$folder" "$root/$folder"
  mount --bind "$keep/$folder" "$root/$folder"
done
chmod 700 "$root/root"
mkdir -p "$root/opt/strata" "$root/run/sshd" "$root/run/systemd"
mount --bind "$project" "$root/opt/strata"
mount -o remount,bind,ro "$root/opt/strata"
while read -r source target; do
  mkdir -p "$root$target"
  mount --bind "$source" "$root$target"
done <"$keep/shared"

hostname "$name"
until [ -e "$root/sys/class/net/eth0" ]; do sleep 0.02; done

mkdir -p "$root/run/before"
cd "$root"
pivot_root . run/before
umount --lazy /run/before
rmdir /run/before
cd /
# This shell stays the first process: it takes in the orphans.
"$@" </dev/null >>/var/log/manager.log 2>&1
exit $?
