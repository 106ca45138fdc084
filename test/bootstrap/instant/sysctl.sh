# sysctl(8) of a kernel that has what /etc/sysctl.d says.
if [ "$1" != --values ]; then
  cat >/dev/null
  exit
fi
shift
for key; do sed -n "s/^$key = //p" /etc/sysctl.d/*.conf; done
