# systemctl(1) that has done it when it is asked. Starting k3s leaves what a server has then.
verb=
units=
for word; do
  case "$word" in
  -*) ;;
  *) if [ -z "$verb" ]; then verb=$word; else units="$units $word"; fi ;;
  esac
done
for unit in $units; do
  case "$verb" in
  is-active) [ -e "/run/active-$unit" ] || exit 3 ;;
  start | restart | enable) : >"/run/active-$unit" ;;
  esac
  case "$verb $unit" in
  "restart k3s")
    mkdir -p /var/lib/rancher/k3s/server
    echo "K10::server:secret" >/var/lib/rancher/k3s/server/token
    echo "server: https://127.0.0.1:6443" >/etc/rancher/k3s/k3s.yaml
    ;;
  esac
done
