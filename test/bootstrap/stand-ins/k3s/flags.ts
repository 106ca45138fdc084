// Names of the options of k3s, as docs.k3s.io lists them (cli/server, cli/agent, cli/etcd-snapshot).
const shared = words(`config debug v vmodule log alsologtostderr token token-file server data-dir
  node-name with-node-id node-label node-taint node-ip node-external-ip node-internal-dns
  node-external-dns image-credential-provider-bin-dir image-credential-provider-config selinux
  lb-server-port protect-kernel-defaults container-runtime-endpoint default-runtime
  image-service-endpoint disable-default-registry-endpoint nonroot-devices pause-image snapshotter
  private-registry airgap-extra-registry resolv-conf flannel-iface flannel-conf flannel-cni-conf
  vpn-auth vpn-auth-file kubelet-arg kube-proxy-arg rootless prefer-bundled-bin docker
  enable-pprof disable-apiserver-lb`);

const snapshots = words(`etcd-snapshot-name etcd-snapshot-dir etcd-snapshot-compress
  etcd-snapshot-retention etcd-s3 etcd-s3-endpoint etcd-s3-endpoint-ca etcd-s3-skip-ssl-verify
  etcd-s3-access-key etcd-s3-secret-key etcd-s3-session-token etcd-s3-bucket
  etcd-s3-bucket-lookup-type etcd-s3-region etcd-s3-folder etcd-s3-proxy etcd-s3-config-secret
  etcd-s3-insecure etcd-s3-timeout etcd-s3-retention`);

const serverOnly = words(`bind-address https-listen-port supervisor-port advertise-address
  advertise-port tls-san tls-san-security cluster-cidr service-cidr service-node-port-range
  cluster-dns cluster-domain flannel-backend flannel-ipv6-masq flannel-external-ip
  egress-selector-mode servicelb-namespace write-kubeconfig write-kubeconfig-mode
  write-kubeconfig-group helm-job-image agent-token agent-token-file cluster-init cluster-reset
  cluster-reset-restore-path kube-apiserver-arg etcd-arg kube-controller-manager-arg
  kube-scheduler-arg kube-cloud-controller-manager-arg kine-tls datastore-endpoint
  datastore-cafile datastore-certfile datastore-keyfile etcd-expose-metrics
  etcd-disable-snapshots etcd-snapshot-schedule-cron default-local-storage-path disable
  disable-scheduler disable-cloud-controller disable-kube-proxy disable-network-policy
  disable-helm-controller disable-apiserver disable-controller-manager disable-etcd disable-agent
  embedded-registry supervisor-metrics secrets-encryption secrets-encryption-provider
  system-default-registry`);

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

export const flagsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  server: new Set([...shared, ...snapshots, ...serverOnly]),
  agent: new Set(shared),
  "etcd-snapshot": new Set([
    ...words("config debug data-dir name dir snapshot-compress snapshot-retention s3 output"),
    ...words("etcd-server token etcd-token server etcd-s3-config-secret"),
    ...snapshots,
  ]),
  "secrets-encrypt": new Set(words("config debug data-dir token server force skip output")),
  token: new Set(words("config debug data-dir kubeconfig new-token token server")),
};

/** Values that must be equal on all servers: the fields of CriticalControlArgs, which k3s compares. */
export const criticalFlags = words(`cluster-cidr cluster-dns cluster-domain service-cidr
  disable-cloud-controller disable-helm-controller disable-network-policy egress-selector-mode
  embedded-registry flannel-backend flannel-external-ip flannel-ipv6-masq secrets-encryption
  secrets-encryption-provider supervisor-metrics`);
