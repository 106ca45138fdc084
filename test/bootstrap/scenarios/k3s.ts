import assert from "node:assert/strict";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { until } from "../../e2e/wait.ts";
import { k3sProgram } from "../hosts/releases.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Ssh } from "./ssh.ts";
import { must, sshTo } from "./ssh.ts";

const vip = "192.168.1.46";

/** k3s' stand-in joins servers and agents as the real one does, and refuses what that refuses. */
export const k3s: Scenario = {
  name: "k3s",
  shows: "servers and agents become a cluster, which outlives a server and refuses strangers",
  async run(context: Context) {
    const { say, directory, fleet } = context;
    const cluster = fleet.clusters.find(({ name }) => name === "production")!;
    const house = await context.start({ clusters: [] });
    const nodes = [...cluster.nodes.slice(0, 4), { ...cluster.nodes[4]!, name: "stranger" }];
    for (const node of nodes) house.addNode(node);
    await Promise.all(nodes.map(({ name }) => house.host(name).switchOn()));
    const ssh = sshTo(house, directory);
    const [first, second, third, worker, stranger] = nodes as [Node, Node, Node, Node, Node];
    await Promise.all(nodes.map(({ name }) => installK3s(ssh, name, cluster.kubernetes.version)));
    say("five machines are on");

    await startServer(ssh, first, { "cluster-init": true });
    const token = await must(ssh(first.name, "cat /var/lib/rancher/k3s/server/token"));
    assert.match(token, /^K10[0-9a-f]{64}::server:[0-9a-f]{32}$/);
    assert.match(await must(ssh(first.name, "k3s --version")), /^k3s version v\S+ \(/);
    say("the first server is ready");

    const joining = { server: `https://${vip}:6443`, token };
    await refusals(ssh, stranger, token);
    say("a wrong token, another cluster's token and other critical values are refused");

    await startServer(ssh, second, joining);
    await startServer(ssh, third, joining);
    await start(ssh, worker, "agent", {
      ...joining,
      "node-label": ["tier=apps"],
      "node-taint": ["only=apps:NoSchedule"],
    });
    const kubectl = (args: string): Promise<string> =>
      must(ssh(second.name, `k3s kubectl ${args}`));
    await until(
      "four nodes",
      async () => (await kubectl("get nodes -o name")).split("\n").length === 4,
      60,
    );
    const node = JSON.parse(await kubectl(`get node ${worker.name} -o json`)) as {
      metadata: { labels: Record<string, string> };
      spec: { taints: { key: string }[] };
      status: { nodeInfo: { kubeletVersion: string } };
    };
    assert.equal(node.metadata.labels["tier"], "apps");
    assert.ok(node.spec.taints.some(({ key }) => key === "only"));
    assert.equal(node.status.nodeInfo.kubeletVersion, cluster.kubernetes.version);
    assert.match(await kubectl("get nodes"), /NotReady/);
    say("three servers and an agent are registered, and not ready without a network");

    const holder = await holderOf(ssh, [first, second, third]);
    house.host(holder).switchOff();
    const other = nodes.find(({ name }) => name !== holder)!;
    const api = `--server=https://${vip}:6443`;
    await until(
      "the address at another server",
      async () =>
        (await ssh(other.name, `timeout 5 k3s kubectl ${api} get --raw /readyz`)).out === "ok",
      60,
    );
    await house.host(holder).switchOn();
    await until(
      `etcd of ${holder}`,
      async () => (await ssh(holder, "k3s kubectl get --raw /readyz")).out === "ok",
      90,
    );
    say("the address moves when its server dies; that comes back by itself");

    await must(ssh(first.name, "k3s etcd-snapshot save --name test"));
    assert.match(
      await must(ssh(first.name, "k3s etcd-snapshot ls")),
      /test-prod-cp-01-\d+ file:\/\//,
    );
    await restore(ssh, [first, second, third], token);
    say("a snapshot brings back what was deleted, with the token alone on an empty disk");
    for (const { name } of [first, second, third, worker])
      assert.doesNotMatch(await must(ssh(name, "journalctl")), /Unknown flag/);
  },
};

export async function installK3s(ssh: Ssh, name: string, version: string): Promise<void> {
  const put = "cat > /usr/local/bin/k3s; chmod 755 /usr/local/bin/k3s; mkdir -p /etc/rancher/k3s";
  await must(ssh(name, put, k3sProgram(version)));
  for (const role of ["server", "agent"]) {
    const unit = `[Unit]\nDescription=k3s\n[Service]\nType=notify\nKillMode=process\nTimeoutStartSec=120\nRestart=always\nRestartSec=2s\nExecStart=/usr/local/bin/k3s ${role}\n[Install]\nWantedBy=multi-user.target\n`;
    await must(ssh(name, `cat > /etc/systemd/system/k3s-${role}.service`, unit));
  }
}

const common = {
  "cluster-cidr": "10.44.0.0/16",
  "service-cidr": "10.45.0.0/16",
  "flannel-backend": "none",
  "disable-network-policy": true,
  "disable-kube-proxy": true,
  "secrets-encryption": true,
  "tls-san": [vip],
  disable: ["servicelb", "traefik", "local-storage"],
};

async function startServer(ssh: Ssh, node: Node, settings: object): Promise<void> {
  const folder = "/var/lib/rancher/k3s/agent/pod-manifests";
  const env = Object.entries({ address: vip, vip_arp: "true", vip_leaderelection: "true" }).map(
    ([name, value]) => ({ name, value }),
  );
  const containers = [{ name: "kube-vip", image: "ghcr.io/kube-vip/kube-vip:v1", env }];
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "kube-vip", namespace: "kube-system" },
    spec: { hostNetwork: true, containers },
  };
  await must(
    ssh(node.name, `mkdir -p ${folder}; cat > ${folder}/kube-vip.yaml`, JSON.stringify(pod)),
  );
  await start(ssh, node, "server", { ...common, ...settings });
}

export async function start(
  ssh: Ssh,
  { name, address }: Node,
  role: string,
  settings: object,
): Promise<void> {
  const config = {
    "node-name": name,
    "node-ip": address,
    "kubelet-arg": ["system-reserved=cpu=250m,memory=512Mi"],
    ...settings,
  };
  await must(ssh(name, "cat > /etc/rancher/k3s/config.yaml", JSON.stringify(config)));
  await must(ssh(name, `systemctl enable --now k3s-${role}`));
}

/** As docs.k3s.io says: stop all, restore on one, which is empty here; the others are not needed for this. */
async function restore(
  ssh: Ssh,
  [first, ...others]: readonly Node[],
  token: string,
): Promise<void> {
  const { name } = first!;
  const kubectl = async (args: string): Promise<string> => {
    let last = await ssh(name, `k3s kubectl ${args}`);
    // A busy computer lets an API server that was ready a moment ago miss a handshake.
    await until(
      `an answer to kubectl ${args}`,
      async () => {
        if (/Unable to connect|was refused/.test(last.error))
          last = await ssh(name, `k3s kubectl ${args}`);
        return !/Unable to connect|was refused/.test(last.error);
      },
      90,
    );
    return must(Promise.resolve(last));
  };
  await kubectl("create configmap kept --from-literal=a=b -n default");
  await must(ssh(name, "k3s etcd-snapshot save --name before"));
  await kubectl("delete configmap kept -n default");
  for (const one of others) await must(ssh(one.name, "systemctl disable --now k3s-server"));
  await must(
    ssh(
      name,
      "systemctl stop k3s-server; cp /var/lib/rancher/k3s/server/db/snapshots/before-* /root/snapshot; rm -r /var/lib/rancher/k3s/server",
    ),
  );
  const reset = "k3s server --cluster-reset --cluster-reset-restore-path=/root/snapshot";
  const wrong = await ssh(name, `${reset} --token=${token.slice(0, -1)}x`);
  assert.match(wrong.error, /bootstrap data already found and encrypted with different token"/);
  const done = await ssh(name, `${reset} --token=${token}`);
  assert.match(
    done.error,
    /Managed etcd cluster membership has been reset, restart without --cluster-reset flag now/,
  );
  assert.equal(done.code, 0);
  const again = await ssh(name, `${reset} --token=${token}`);
  assert.match(
    again.error,
    /cluster-reset was successfully performed, please remove the cluster-reset flag/,
  );
  await must(ssh(name, "systemctl start k3s-server"));
  assert.equal(await kubectl("get configmap kept -n default -o jsonpath={.data.a}"), "b");
  assert.equal(await must(ssh(name, "cat /var/lib/rancher/k3s/server/token")), token);
}

/** Each in the words of k3s, and none leaves anything behind in the cluster. */
async function refusals(ssh: Ssh, node: Node, token: string): Promise<void> {
  const server = "https://192.168.1.40:6443";
  const attempt = async (role: string, settings: object): Promise<string> => {
    await must(
      ssh(
        node.name,
        "cat > /etc/rancher/k3s/config.yaml",
        JSON.stringify({ "node-name": node.name, "node-ip": node.address, ...settings }),
      ),
    );
    const { code, error } = await ssh(node.name, `k3s ${role}`);
    assert.equal(code, 1);
    return error;
  };
  const wrong = token.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  assert.match(
    await attempt("server", { ...common, server, token: wrong }),
    new RegExp(
      `msg="starting kubernetes: preparing server: ${server}/v1-k3s/server-bootstrap: 401 Unauthorized"`,
    ),
  );
  const other = token.replace(/^K10[0-9a-f]{4}/, "K100000");
  assert.match(
    await attempt("agent", { server, token: other }),
    /token CA hash does not match the Cluster CA certificate hash: 0000[0-9a-f]{60} != [0-9a-f]{64}"/,
  );
  assert.match(
    await attempt("server", { ...common, "service-cidr": "10.99.0.0/16", server, token }),
    /critical configuration value mismatch between servers"/,
  );
  assert.match(
    await attempt("agent", { server: "https://192.168.1.99:6443", token }),
    /failed to get CA certs: Get \\"https:\/\/192.168.1.99:6443\/cacerts\\": dial tcp 192.168.1.99:6443: connect: no route to host"/,
  );
  assert.match(
    await attempt("agent", { server: "https://192.168.1.99:6443", token, colour: "red" }),
    /Unknown flag --colour found in config.yaml, skipping/,
  );
  assert.match(
    (await ssh(node.name, "k3s agent --colour red")).error,
    /flag provided but not defined: -colour/,
  );
}

async function holderOf(ssh: Ssh, servers: readonly Node[]): Promise<string> {
  for (const { name } of servers)
    if ((await ssh(name, `ip address show dev eth0 | grep -w ${vip}`)).code === 0) return name;
  throw new Error(`nobody holds ${vip}`);
}
