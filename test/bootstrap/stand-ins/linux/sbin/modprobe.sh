# modprobe(8): every module that Debian's kernel has for containers, storage and networks is there; others are not.
mkdir -p /run/modules
for name; do
  case "$name" in
  -*) continue ;;
  br_netfilter | overlay | nf_conntrack | iscsi_tcp | dm_crypt | nfs | nbd | ip_vs* | nvme_tcp | vfio* | uio* | xt_* | ip_tables | iptable_*)
    : >"/run/modules/$(echo "$name" | tr - _)"
    ;;
  *)
    echo "modprobe: FATAL: Module $name not found in directory /lib/modules/$(uname -r)" >&2
    exit 1
    ;;
  esac
done
