/** The systemd unit of k3s, as its own installer writes it (k3s docs: installation). */
export function k3sUnit(isServer: boolean): { readonly name: string; readonly text: string } {
  const name = isServer ? "k3s" : "k3s-agent";
  return {
    name,
    text: `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=${isServer ? "notify" : "exec"}
# Pods go on while k3s itself starts again.
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/k3s ${isServer ? "server" : "agent"}
`,
  };
}
