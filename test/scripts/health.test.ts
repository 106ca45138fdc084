import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backupSection } from "../../scripts/health/backups.ts";
import { certificateSection } from "../../scripts/health/certificates.ts";
import type { Section } from "../../scripts/health/finding.ts";
import { nodeSection } from "../../scripts/health/nodes.ts";
import { pinSection } from "../../scripts/health/pins.ts";
import { podSection } from "../../scripts/health/pods.ts";
import { healthText, summaryOf } from "../../scripts/health/report.ts";
import { serviceSection } from "../../scripts/health/services.ts";
import type { NodeUsage } from "../../scripts/health/usage.ts";
import { usageSection } from "../../scripts/health/usage.ts";
import { volumeSection } from "../../scripts/health/volumes.ts";
import { Kubectl } from "../../scripts/kube/kubectl.ts";
import type { Application } from "../../scripts/kube/application.ts";
import type { Live, Node, Pod } from "../../scripts/kube/objects.ts";
import { span } from "../../scripts/kube/time.ts";
import { readServer } from "../../scripts/publish/live.ts";
import { planOf } from "../support/charts.ts";
import { fleetOf, node } from "../support/fleet.ts";
import { projectWith } from "../support/project.ts";
import { commitOf, git, makeFleet, makeServer, publish } from "./publish-repository.ts";
import { Programs } from "./stand-ins/programs.ts";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();
const [home] = fleetOf({
  cluster: { nodes: [node("home-1", "10.0.0.10", "control-plane")] },
}).clusters;
const kubectl = new Kubectl(home!);

function object<Kind extends Live>(
  kind: string,
  name: string,
  fields: object,
  namespace?: string,
): Kind {
  const metadata = {
    name,
    uid: name,
    creationTimestamp: ago(100),
    ...(namespace && { namespace }),
  };
  return { apiVersion: "v1", kind, metadata, ...fields } as unknown as Kind;
}

const ready = { type: "Ready", status: "True" };

/** Each finding as a line, without the options that lead kubectl to the cluster. */
function linesOf({ findings }: Section): string[] {
  return findings.map(
    ({ level, subject, message, next }) =>
      `${level}: ${subject} ${message} | ${next.replace(/--kubeconfig \S+ /, "")}`,
  );
}

describe("nodes", () => {
  it("that are ready, and those that are not, away, strange or of another version", () => {
    const status = { conditions: [ready], nodeInfo: { kubeletVersion: home!.kubernetes.version } };
    const good = object<Node>("Node", "home-1", { spec: {}, status });
    expect(linesOf(nodeSection(home!, [good], kubectl))).toEqual([]);

    const conditions = [
      { type: "Ready", status: "Unknown", message: "Kubelet stopped posting node status." },
      { type: "DiskPressure", status: "True", message: "no room" },
    ];
    const nodeInfo = { kubeletVersion: "v1.35.0+k3s1" };
    const bad = object<Node>("Node", "other", {
      spec: { unschedulable: true },
      status: { conditions, nodeInfo },
    });
    expect(linesOf(nodeSection(home!, [bad], kubectl))).toEqual([
      "error: Node home-1 is in the data, at 10.0.0.10, and not in the cluster | npm run node -- join home-1",
      "error: Node other is not ready: Kubelet stopped posting node status. | kubectl describe node other",
      "error: Node other DiskPressure: no room | kubectl describe node other",
      "warning: Node other takes no new pods | kubectl uncordon other",
      "warning: Node other runs v1.35.0+k3s1, the data says v1.36.2+k3s1 | npm run node -- join other",
      "warning: Node other is in the cluster and not in the data | npm run node -- remove other",
    ]);
  });
});

describe("memory", () => {
  it("is told where little is left", () => {
    const nodes = ["a", "b"].map((name) =>
      object<Node>("Node", name, { status: { allocatable: { memory: "8Gi" } } }),
    );
    const usages = [
      object<NodeUsage>("NodeMetrics", "a", { usage: { cpu: "1", memory: "7700Mi" } }),
      object<NodeUsage>("NodeMetrics", "b", { usage: { cpu: "1", memory: "4Gi" } }),
    ];
    expect(linesOf(usageSection(nodes, usages, kubectl))).toEqual([
      "warning: Node a uses 94 % of its memory | kubectl top pods --all-namespaces --sort-by=memory",
    ]);
    expect(usageSection(nodes, undefined, kubectl).looked).toBe("nobody measures it");
  });
});

describe("pods", () => {
  const pod = (status: object): Pod => object("Pod", "web-0", { spec: {}, status }, "app");
  const container = (fields: object): object => ({
    name: "web",
    ready: false,
    restartCount: 0,
    ...fields,
  });

  it.each([
    ["is good when it is ready", { phase: "Running", conditions: [ready] }, []],
    ["is good when it is done", { phase: "Succeeded" }, []],
    [
      "may take a while to start",
      {
        phase: "Pending",
        conditions: [{ type: "Ready", status: "False", lastTransitionTime: ago(0.01) }],
      },
      [],
    ],
    [
      "is broken when its container does not start",
      {
        phase: "Running",
        containerStatuses: [
          container({
            restartCount: 3,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
          }),
        ],
      },
      [
        "error: Pod app/web-0 container web waits: CrashLoopBackOff, ended with code 137 (OOMKilled) | kubectl --namespace app describe pod web-0",
      ],
    ],
    [
      "is broken when it fits nowhere for long",
      {
        phase: "Pending",
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            message: "0/3 nodes are available: 3 Insufficient memory.",
          },
        ],
      },
      [
        "error: Pod app/web-0 is not ready for 4 d 4 h: 0/3 nodes are available: 3 Insufficient memory. | kubectl --namespace app describe pod web-0",
      ],
    ],
    [
      "is worth a look when it was restarted often",
      {
        phase: "Running",
        conditions: [ready],
        containerStatuses: [container({ ready: true, restartCount: 6 })],
      },
      [
        "warning: Pod app/web-0 was restarted 6 times | kubectl --namespace app logs web-0 --previous --all-containers",
      ],
    ],
  ])("a pod %s", (_, status, lines) => {
    expect(linesOf(podSection([pod(status)], kubectl, now))).toEqual(lines);
  });
});

describe("services", () => {
  it("need somebody behind them, and the address that they ask for", () => {
    const service = object<never>(
      "Service",
      "web",
      { spec: { type: "LoadBalancer", selector: { app: "web" } } },
      "app",
    );
    const headless = object<never>("Service", "outside", { spec: {} }, "app");
    const labels = { "kubernetes.io/service-name": "web" };
    const slice = (isReady: boolean): never => {
      const one = object<Live>(
        "EndpointSlice",
        "web-1",
        { endpoints: [{ conditions: { ready: isReady } }] },
        "app",
      );
      return { ...one, metadata: { ...one.metadata, labels } } as never;
    };
    expect(linesOf(serviceSection([service, headless], [slice(false)], kubectl))).toEqual([
      "error: Service app/web has no ready endpoint: nobody answers | kubectl --namespace app get pods --selector app=web",
      "error: Service app/web waits for an address: the load balancer does not run or has none left | kubectl --namespace app describe service web",
    ]);
    expect(linesOf(serviceSection([service], [slice(true)], kubectl))).toHaveLength(1);
  });
});

describe("volumes", () => {
  it("and claims belong together", () => {
    const claim = (phase: string): never =>
      object(
        "PersistentVolumeClaim",
        "data",
        { spec: { storageClassName: "longhorn", volumeName: "v" }, status: { phase } },
        "app",
      );
    const volume = object<never>("PersistentVolume", "v", {
      spec: { claimRef: { namespace: "app", name: "data" } },
      status: { phase: "Released" },
    });
    expect(
      linesOf(volumeSection([claim("Bound"), claim("Pending"), claim("Lost")], [volume], kubectl)),
    ).toEqual([
      "error: PersistentVolumeClaim app/data waits for a volume of class longhorn | kubectl --namespace app describe pvc data",
      "error: PersistentVolumeClaim app/data lost its volume v: its data is out of reach | kubectl --namespace app describe pvc data",
      "warning: PersistentVolume v is kept, its claim app/data is gone | kubectl describe pv v",
    ]);
  });
});

describe("certificates", () => {
  it.each([
    ["is good with time left", { notAfter: ago(-24 * 60), conditions: [ready] }, []],
    [
      "says that it was not renewed",
      { notAfter: ago(-24 * 3 - 1), conditions: [ready] },
      [
        "warning: Certificate app/web expires in 3 d 1 h and was not renewed | kubectl --namespace app describe certificate web",
      ],
    ],
    [
      "has expired",
      { notAfter: ago(2), conditions: [ready] },
      [
        "error: Certificate app/web expired 2 h ago | kubectl --namespace app describe certificate web",
      ],
    ],
    [
      "was not issued",
      { conditions: [{ type: "Ready", status: "False", message: "waiting for the challenge" }] },
      [
        "error: Certificate app/web is not ready: waiting for the challenge | kubectl --namespace app describe certificate web",
      ],
    ],
  ])("a certificate %s", (_, status, lines) => {
    const certificate = object<never>(
      "Certificate",
      "web",
      { spec: { secretName: "web" }, status },
      "app",
    );
    expect(linesOf(certificateSection([certificate], kubectl, now))).toEqual(lines);
  });
});

describe("backups", () => {
  const target = (isAvailable: boolean): never =>
    object(
      "BackupTarget",
      "default",
      {
        spec: { backupTargetURL: "s3://backups@us-east-1/" },
        status: { available: isAvailable, conditions: [{ message: "no such host" }] },
      },
      "longhorn-system",
    );
  const volume = (lastBackupAt: string | undefined): never =>
    object(
      "Volume",
      "pvc-1",
      {
        status: {
          lastBackupAt,
          robustness: "healthy",
          kubernetesStatus: { namespace: "app", pvcName: "data" },
        },
      },
      "longhorn-system",
    );
  const snapshot = (creationTime: string): never =>
    object("ETCDSnapshotFile", "s", { status: { creationTime, readyToUse: true } });

  it("that are young are good", () => {
    const backups = {
      volumes: [volume(ago(20))],
      targets: [target(true)],
      snapshots: [snapshot(ago(12))],
    };
    expect(linesOf(backupSection(home!, backups, kubectl, now))).toEqual([]);
  });

  it("that are old, missing or without a place are told", () => {
    const backups = {
      volumes: [volume(ago(60)), volume(undefined)],
      targets: [target(false)],
      snapshots: [snapshot(ago(30))],
    };
    expect(linesOf(backupSection(home!, backups, kubectl, now))).toEqual([
      "error: BackupTarget default s3://backups@us-east-1/ is not available: no such host | kubectl --namespace longhorn-system describe backuptargets.longhorn.io default",
      "warning: Longhorn volume app/data was last saved 2 d 12 h ago | npm run backup -- volume home/app/data",
      "error: Longhorn volume app/data is 4 d 4 h old and was never saved | npm run backup -- volume home/app/data",
      "warning: etcd was last saved 1 d 6 h ago | npm run backup -- etcd home",
    ]);
    expect(
      linesOf(backupSection(home!, { volumes: [], targets: [], snapshots: [] }, kubectl, now)),
    ).toEqual(["error: etcd has no usable snapshot | npm run backup -- etcd home"]);
  });
});

describe("pins", () => {
  const plan = planOf(home!);
  const [first, second] = plan.applications;
  const pin = "1f".repeat(20);
  const application = (name: string, targetRevision: string): Application =>
    object("Application", `home-${name}`, {
      spec: {
        sources: [
          { targetRevision: "x", ref: "pin" },
          { path: "dist", targetRevision },
        ],
      },
    });
  const live = [
    application(first!.name, `refs/tags/pin/home/${first!.name}/${pin}`),
    application(second!.name, "refs/heads/main"),
  ];
  const tag = `pin/home/${first!.name}/${pin}`;
  const on = (id: string) => ({ remote: "origin", refs: new Map([[`refs/tags/${tag}`, id]]) });

  it("that run are on the git server", () => {
    const { looked, findings } = pinSection(plan, live, on(pin));
    expect([looked, findings]).toEqual(["1 pin on origin", []]);
    expect(pinSection(plan, [], { remote: "origin", lack: "down" }).findings).toEqual([]);
  });

  it("that are gone, moved or out of sight are told", () => {
    const told = (server: Parameters<typeof pinSection>[2]) =>
      linesOf(pinSection(plan, live, server));
    expect(told({ remote: "origin", refs: new Map() })).toEqual([
      `error: Application home-${first!.name} ${tag} is not on origin: it was never pushed, or somebody deleted it | npm run publish`,
    ]);
    expect(told(on("9".repeat(40)))).toEqual([
      `error: Application home-${first!.name} ${tag} stands on 99999999 on origin, which is not that pin: somebody moved or made it; nothing of that is deployed | npm run publish`,
    ]);
    expect(told({ remote: "origin", lack: "no answer in 20 s" })).toEqual([
      "warning: origin cannot be asked for the pins: no answer in 20 s | git ls-remote origin",
    ]);
  });

  it("are asked for where the fleet's branch is pulled from", async () => {
    const directory = makeServer();
    const { fleet, pins } = makeFleet(directory);
    const before = process.cwd();
    try {
      expect(publish(fleet).status).toBe(0);
      process.chdir(fleet);
      const { signal } = new AbortController();
      const read = { url: "https://git.example/fleet.git", branch: "main" };
      const { refs } = await readServer(read, signal);
      expect(refs?.get(`refs/tags/${pins[0]}`)).toBe(commitOf(pins[0]));
      git(fleet, "remote", "set-url", "origin", "https://me:secret@127.0.0.1:9/fleet.git");
      const { remote, lack } = await readServer(read, signal);
      expect([remote, lack]).toEqual(["origin", expect.stringMatching(/127\.0\.0\.1/)]);
      expect(lack).not.toContain("secret");
      git(fleet, "remote", "set-url", "origin", "https://me:secret@git.example/strata.git");
      expect((await readServer(read, signal)).lack).toBe(
        "it is https://git.example/strata.git, and Argo CD reads https://git.example/fleet.git",
      );
      process.chdir("/");
      expect((await readServer(read, signal)).lack).toContain("'origin' does not appear to be");
    } finally {
      process.chdir(before);
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("a report", () => {
  it("names what was looked at, and each finding with what to run next", () => {
    const finding = {
      level: "warning",
      subject: "Pod app/web",
      message: "was restarted 6 times",
      next: "kubectl logs",
    } as const;
    const sections = [
      { title: "nodes", looked: "1 node", findings: [] },
      { title: "pods", looked: "2 pods", findings: [finding] },
    ];
    expect(healthText({ cluster: "home", sections }, false)).toBe(
      [
        "home",
        "  good     nodes: 1 node",
        "  warning  pods: 2 pods",
        "           warning: Pod app/web was restarted 6 times",
        "             kubectl logs",
      ].join("\n"),
    );
    expect(summaryOf([{ cluster: "home", sections }])).toBe("1 warning");
    expect(summaryOf([])).toBe("all is well");
  });

  it.each([
    [0, "0 s"],
    [59.6, "1 min"],
    [3_661, "1 h 1 min"],
    [90_000, "1 d 1 h"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(span(seconds)).toBe(text);
  });
});

describe("npm run health", () => {
  const programs = new Programs();
  const house = projectWith();
  beforeAll(() =>
    programs.add(
      "kubectl",
      `console.error("Unable to connect to the server: dial tcp: connect: no route to host"); process.exit(1);`,
    ),
  );
  afterAll(() => programs.remove());

  it("says which cluster cannot be asked, and ends with 1", () => {
    const argv = [...process.execArgv, "scripts/commands/health.ts", "edge"];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
      cwd: house,
      encoding: "utf8",
      env: programs.environment(),
    });

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "health: 1 error; each stands above with the command that says more\n1 problem\n",
    });
    expect(stdout).toBe(
      [
        "edge",
        "  error    API server: 192.168.1.60",
        '           error: edge the API server does not answer (Unable to connect to the server: dial tcp: connect: no route to host); "npm run doctor" says what is reachable',
        "             npm run doctor",
        "",
      ].join("\n"),
    );
  });

  it("looks at a cluster whose Argo CD is out of reach", () => {
    programs.add(
      "kubectl",
      `if (process.argv.some((one) => one.endsWith("management.kubeconfig"))) {
        console.error("Unable to connect to the server: EOF");
        process.exit(1);
      }
      console.log('{"items": []}');`,
    );
    const argv = [...process.execArgv, "scripts/commands/health.ts", "edge"];
    const env = programs.environment();
    const { stdout } = spawnSync(process.execPath, argv, { cwd: house, encoding: "utf8", env });

    expect(stdout).toContain(
      [
        "  error    Applications: in management",
        '           error: management the API server does not answer (Unable to connect to the server: EOF); "npm run doctor" says what is reachable',
        "             npm run doctor",
        "  good     pods: 0 pods",
      ].join("\n"),
    );
  });
});
