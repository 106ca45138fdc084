# swapon(8): shows the swap file of a new machine while fstab names one and nobody has switched it off.
[ -e /run/swap-is-off ] && exit 0
awk '$3 == "swap" && $1 !~ /^#/ { found = $1 } END { if (found) print found " file 1G 0B -2" }' /etc/fstab
