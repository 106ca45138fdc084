import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { foreignContent, parseContent } from "../../../scripts/node/disk-steps.ts";
import type { Pod } from "../../../scripts/node/drain-steps.ts";
import { isClosed, isEvictable } from "../../../scripts/node/drain-steps.ts";
import { hasSwap, withMount, withoutSwap } from "../../../scripts/node/fstab.ts";
import { k3sConfig } from "../../../scripts/node/k3s-config.ts";
import { k3sSteps } from "../../../scripts/node/k3s-steps.ts";
import { hopelessness } from "../../../scripts/node/last-words.ts";
import { hasVirtualAddress, kubeVipManifest } from "../../../scripts/node/kube-vip.ts";
import { quorumProblem } from "../../../scripts/node/safety.ts";
import { targetsOfCluster } from "../../../scripts/node/target.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import { k3sUnit } from "../../../scripts/node/unit.ts";
import { fleetOf } from "../../support/fleet.ts";

const home = fleetOf().clusters[0]!;
const [server, worker] = home.nodes as [Cluster["nodes"][0], Cluster["nodes"][0]];
const bare = (more: object = {}): Cluster => ({
  ...home,
  kubernetes: { ...home.kubernetes, bundled: ["coredns", "metrics-server"], ...more },
});

describe("the configuration of k3s", () => {
  it("of the first server makes the cluster, without what the cluster brings itself", () => {
    expect(k3sConfig(bare(), server, true)).toBe(`cluster-init: true
node-name: home-1
node-ip: "10.0.0.10"
tls-san:
  - "10.0.0.10"
  - home-1
cluster-cidr: "10.42.0.0/16"
service-cidr: "10.43.0.0/16"
disable:
  - servicelb
  - traefik
  - local-storage
flannel-backend: none
disable-network-policy: true
disable-kube-proxy: true
secrets-encryption: true
kubelet-arg:
  - "system-reserved=cpu=500m,memory=1Gi"
`);
  });

  it("shows etcd's metrics to the network where the cluster says so, and nowhere else", () => {
    const line = "etcd-expose-metrics: true\n";
    expect(k3sConfig(bare(), server, true)).not.toContain("etcd-expose");
    expect(k3sConfig(bare({ exposes: ["etcd"] }), server, true)).toContain(line);
  });

  it("of a joining server differs in how it joins alone", () => {
    const joining = k3sConfig(bare(), server, false);
    expect(joining).toBe(
      k3sConfig(bare(), server, true).replace(
        "cluster-init: true\n",
        "server: https://10.0.0.10:6443\ntoken-file: /etc/rancher/k3s/token\n",
      ),
    );
  });

  it("of a worker holds its labels, taints, reserved resources and number of pods", () => {
    const node = {
      ...worker,
      labels: { "example.org/disk": "ssd", tier: "" },
      taints: [
        { key: "dedicated", value: "gpu", effect: "NoSchedule" as const },
        { key: "alone", effect: "NoExecute" as const },
      ],
      reserved: { cpu: "250m", memory: "512Mi" },
      maxPods: 250,
    };
    expect(k3sConfig(bare(), node, false)).toBe(`server: https://10.0.0.10:6443
token-file: /etc/rancher/k3s/token
node-name: home-2
node-ip: "10.0.0.11"
node-label:
  - example.org/disk=ssd
  - tier=
node-taint:
  - dedicated=gpu:NoSchedule
  - alone=:NoExecute
kubelet-arg:
  - "system-reserved=cpu=250m,memory=512Mi"
  - max-pods=250
`);
  });

  it("leaves k3s its own network, parts and proxy where they stay", () => {
    const text = k3sConfig(home, server, true);
    expect(text).not.toMatch(/flannel|disable/);
  });

  it("sends snapshots of etcd where the Secret says, and nothing else about S3", () => {
    const snapshots = { schedule: "0 */6 * * *", retention: 20, s3Secret: "etcd-s3" };
    const text = k3sConfig(bare({ snapshots }), server, true);
    expect(text).toContain(`etcd-snapshot-schedule-cron: "0 */6 * * *"
etcd-snapshot-retention: 20
etcd-s3: true
etcd-s3-config-secret: etcd-s3
`);
  });

  it("of a hardened cluster asks for what the benchmark asks, on servers and workers", () => {
    const hardened = bare({ profile: "hardened" });
    expect(k3sConfig(hardened, server, true)).toContain(
      '  - "enable-admission-plugins=NodeRestriction,EventRateLimit"\n',
    );
    for (const node of [server, worker])
      expect(k3sConfig(hardened, node, false)).toContain("protect-kernel-defaults: true\n");
  });
});

describe("the address of a cluster", () => {
  it("is a virtual one when no node has it, and then each server can hold it", () => {
    expect(hasVirtualAddress(home)).toBe(false);
    const cluster = { ...home, endpoint: "10.0.0.46" };
    expect(hasVirtualAddress(cluster)).toBe(true);
    const text = kubeVipManifest(cluster, "example.org/kube-vip:v1");
    expect(text).toContain('        - name: address\n          value: "10.0.0.46"\n');
    expect(text).toContain("      image: example.org/kube-vip:v1\n");
    expect(text).toContain("        path: /etc/rancher/k3s/k3s.yaml\n        type: File\n");
    expect(text).toContain("mountPath: /etc/kubernetes/admin.conf\n          readOnly: true\n");
    expect(text.match(/hostPath/g)).toHaveLength(1);
  });
});

describe("the unit of k3s", () => {
  it("waits for a server, and not for an agent, to say that it is ready", () => {
    expect(k3sUnit(true)).toMatchObject({ name: "k3s" });
    expect(k3sUnit(true).text).toContain("Type=notify\n");
    expect(k3sUnit(true).text).toContain("ExecStart=/usr/local/bin/k3s server\n");
    expect(k3sUnit(false)).toMatchObject({ name: "k3s-agent" });
    expect(k3sUnit(false).text).toContain("Type=exec\n");
    expect(k3sUnit(false).text).toContain("ExecStart=/usr/local/bin/k3s agent\n");
  });
});

describe("fstab", () => {
  const text = `# made by the installer
UUID=1 / ext4 defaults 0 1
/swapfile none swap sw 0 0
`;

  it("loses its swap, and nothing else", () => {
    expect(withoutSwap(text)).toBe(text.replace("/swapfile", "# /swapfile"));
    expect(withoutSwap(text).split("\n").some(hasSwap)).toBe(false);
  });

  it("gets one line for a mount point, however often", () => {
    const once = withMount(text, "a-b", "/mnt/longhorn");
    expect(once).toBe(`${text}UUID=a-b /mnt/longhorn ext4 defaults,nofail 0 2\n`);
    expect(withMount(once, "a-b", "/mnt/longhorn")).toBe(once);
    expect(withMount(once, "c-d", "/mnt/longhorn")).toBe(once.replace("a-b", "c-d"));
  });
});

describe("a disk for volumes", () => {
  const label = "strata-longhorn";

  it.each([
    ["", undefined],
    ["DEVNAME=/dev/sdb\nTYPE=ext4\nLABEL=strata-longhorn\nUUID=a-b\n", undefined],
    ["TYPE=ext4\nUUID=a-b\n", "a filesystem ext4"],
    ["TYPE=xfs\nLABEL=my\\ photos\n", 'a filesystem xfs "my photos"'],
    ["PTUUID=1\nPTTYPE=gpt\n", "a partition table gpt"],
  ])("that holds %j is somebody's: %j", (text, foreign) => {
    expect(foreignContent(parseContent(text), label)).toBe(foreign);
  });
});

describe("a node", () => {
  it("takes new pods unless it is cordoned", () => {
    expect(isClosed({ spec: {} })).toBe(false);
    expect(isClosed({ spec: { unschedulable: true } })).toBe(true);
    expect(isClosed(undefined)).toBe(true);
  });
});

describe("a pod", () => {
  const pod = (metadata: object, tolerations: Pod["spec"]["tolerations"] = [], phase = "Running") =>
    isEvictable({
      metadata: { name: "a", namespace: "b", ...metadata },
      spec: { tolerations },
      status: { phase },
    });

  it("moves away from a node that is to be empty", () => {
    expect(pod({})).toBe(true);
    expect(pod({ ownerReferences: [{ kind: "ReplicaSet" }] })).toBe(true);
    expect(pod({}, [{ key: "node.kubernetes.io/not-ready", operator: "Exists" }])).toBe(true);
  });

  it("stays when it belongs to the node, comes back at once, or has ended", () => {
    expect(pod({ ownerReferences: [{ kind: "DaemonSet" }] })).toBe(false);
    expect(pod({ ownerReferences: [{ kind: "Node" }] })).toBe(false);
    expect(pod({ annotations: { "kubernetes.io/config.mirror": "static" } })).toBe(false);
    expect(pod({}, [{ operator: "Exists" }])).toBe(false);
    expect(pod({}, [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }])).toBe(false);
    expect(pod({}, [], "Succeeded")).toBe(false);
  });
});

describe("the removal of a server", () => {
  const member = (name: string, isReady = true, isServer = true) => ({ name, isReady, isServer });
  const three = [member("a"), member("b"), member("c"), member("w", false, false)];

  it("is allowed while more than half of all answer", () => {
    expect(quorumProblem(three, "a")).toBeUndefined();
    expect(quorumProblem([member("a", false), member("b"), member("c")], "a")).toBeUndefined();
  });

  it.each([
    [
      [member("a"), member("b"), member("c", false)],
      "without it 1 of 3 servers would be left, and etcd needs 2; repair c first",
    ],
    [
      [member("a"), member("b", false)],
      "without it 0 of 2 servers would be left, and etcd needs 2; repair b first",
    ],
    [
      [member("a"), member("b")],
      "without it 1 of 2 servers would be left, and etcd needs 2; add another server first",
    ],
    [
      [member("a"), member("w", true, false)],
      "it is the only server of its cluster; add another one first, or remove the whole cluster with: npm run vm -- destroy",
    ],
  ])("is refused when etcd would not survive it", (members, problem) => {
    expect(quorumProblem(members, "a")).toBe(problem);
  });
});

describe("what k3s ends with", () => {
  const line = (second: string, message: string, level = "fatal"): string =>
    `time="2026-11-21T18:00:${second}Z" level=${level} msg=${JSON.stringify(message)}`;
  const refused =
    "Failed to configure agent: https://10.0.0.10:6443/v1-k3s/config: 401 Unauthorized";
  const look = "ssh root@10.0.0.11 journalctl -u k3s-agent";
  const judge = (...lines: string[]): string | undefined =>
    hopelessness(lines, "2026-11-21T18:00:10Z", look);

  it("is hopeless when it comes again", () => {
    expect(judge(line("12", refused), "Stopped k3s", line("17", refused))).toBe(
      `${refused}; the token that its servers keep is not that of the cluster; compare /var/lib/rancher/k3s/server/token on all of them; look with: ${look}`,
    );
    const mismatch = "critical configuration value mismatch between servers";
    const flag = line(
      "12",
      "critical configuration mismatched: disable-helm-controller",
      "warning",
    );
    expect(judge(flag, line("12", mismatch), flag, line("17", mismatch))).toBe(
      `${mismatch} (disable-helm-controller); Strata writes the same to each server; what it did not write is in /etc/rancher/k3s/config.yaml.d or K3S_ variables of one of them: take it out there, and restart k3s; look with: ${look}`,
    );
  });

  it("is not when it was said before, once, or mends itself", () => {
    expect(judge(line("02", refused), line("07", refused))).toBeUndefined();
    expect(judge(line("07", refused), line("12", refused))).toBeUndefined();
    const later = "failed to get CA certs: connection refused";
    expect(judge(line("12", later), line("17", later))).toBeUndefined();
    expect(judge(line("12", refused, "info"), line("17", refused, "info"))).toBeUndefined();
  });
});

describe("the program of k3s", () => {
  it("comes to its place last: a run that was killed before finds it missing", async () => {
    const downloads = { k3s: "https://releases.example", kubeVip: "" };
    const fleet = fleetOf({ site: { downloads } });
    const [target] = targetsOfCluster(fleet, fleet.clusters[0]!);
    const ssh = new Ssh({ knownHosts: "/nonexistent", sockets: "/nonexistent" });
    const [step] = k3sSteps(ssh, target!, true);
    const actions = await step!.actions();
    expect(actions.at(-1)).toMatchObject({
      argv: ["mv", "--", "/usr/local/bin/k3s.v1.36.2+k3s1", "/usr/local/bin/k3s"],
    });
  });

  const amd64 = "a".repeat(64);
  it.each([
    [
      { k3s: "https://a.example" },
      "sha256sum --check <the sum of https://a.example/v1.36.2%2Bk3s1/sha256sum-amd64.txt>",
    ],
    [
      { k3s: "http://a.example", k3sSums: { "v1.36.2+k3s1": { amd64 } } },
      "sha256sum --check <the sum of the data>",
    ],
  ])("from %j is held against its sum", async (said, does) => {
    const fleet = fleetOf({ site: { downloads: { ...said, kubeVip: "" } } });
    const [target] = targetsOfCluster(fleet, fleet.clusters[0]!);
    const ssh = new Ssh({ knownHosts: "/nonexistent", sockets: "/nonexistent" });
    const actions = await k3sSteps(ssh, target!, true)[0]!.actions();
    expect(actions[1]).toMatchObject({ does: `${does} /usr/local/bin/k3s.v1.36.2+k3s1` });
  });

  it.each([
    [
      "http://a.example",
      ", which others on the way can change; use https://, or write its sum beside it",
    ],
    ["file:///srv", ", which is no address of the web; use one with https://"],
  ])("does not come from %s", (k3s, found) => {
    const fleet = fleetOf({ site: { downloads: { k3s, kubeVip: "" } } });
    const [target] = targetsOfCluster(fleet, fleet.clusters[0]!);
    const ssh = new Ssh({ knownHosts: "/nonexistent", sockets: "/nonexistent" });
    expect(() => k3sSteps(ssh, target!, true)).toThrow(
      `site: has downloads.k3s "${k3s}"${found}\n1 problem in 1 place`,
    );
  });
});
