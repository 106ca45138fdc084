# k3s on a server of a cluster that has everything: whoever asks gets all nodes, as the data describes them.
case "$1" in
--version) echo "k3s version VERSION (instant)" ;;
kubectl)
  case "$2 $3" in
  "get nodes") echo 'NODES' ;;
  esac
  ;;
esac
