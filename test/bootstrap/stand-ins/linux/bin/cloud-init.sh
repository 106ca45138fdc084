# cloud-init(1) status [--wait].
[ "$1" = status ] || exit 1
case " $* " in
*" --wait "*) until [ -e /run/cloud-init/result.json ]; do sleep 0.1; done ;;
esac
if [ -e /run/cloud-init/result.json ]; then echo "status: done"; else echo "status: running"; fi
