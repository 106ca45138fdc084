import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../../lib/model/cluster.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const strict = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const inLevel = (
  podSecurity: "privileged" | "baseline" | "restricted",
  securityContext: object | undefined,
  pod: object = {},
  container: object = {},
): Change => ({
  app: { podSecurity },
  objects: [deployment({ container: { securityContext, ...container }, pod }), service()],
});
const host = { volumes: [{ name: "root", hostPath: { path: "/" } }] };
const nfs = { volumes: [{ name: "media", nfs: { server: "10.0.0.5", path: "/media" } }] };
const port = { ports: [{ name: "http", containerPort: 8080, hostPort: 8080 }] };

const other = "drop it or use a privileged namespace";
const runtime = "use RuntimeDefault or a privileged namespace";
const itself = "drop it: the pod itself is asked";

const rows: readonly Row[] = [
  [
    "the host's network",
    inLevel("baseline", undefined, { hostNetwork: true }),
    [
      'home/app: Deployment "web" spec.template.spec.hostNetwork is true, which level baseline of namespace app refuses; drop it or place it in a privileged namespace',
    ],
  ],
  [
    "a path of the host",
    inLevel("baseline", undefined, host),
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0] is a hostPath, which level baseline of namespace app refuses; use a claim or a privileged namespace',
    ],
  ],
  [
    "a port of the host",
    inLevel("baseline", undefined, {}, port),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].ports has a hostPort, which level baseline of namespace app refuses; use a Service or a privileged namespace',
    ],
  ],
  [
    "a privileged container",
    inLevel("baseline", { privileged: true }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.privileged is true, which level baseline of namespace app refuses; drop it or use a privileged namespace',
    ],
  ],
  [
    "a capability beyond the usual ones",
    inLevel("baseline", { capabilities: { add: ["NET_ADMIN"] } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.capabilities.add has NET_ADMIN, which level baseline of namespace app refuses; drop it or use a privileged namespace',
    ],
  ],
  [
    "no word on privilege escalation",
    inLevel("restricted", undefined),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation is not false, which level restricted of namespace app refuses; set it to false',
    ],
  ],
  [
    "capabilities that are kept",
    inLevel("restricted", { ...strict, capabilities: {} }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.capabilities.drop lacks ALL, which level restricted of namespace app refuses; set it to ["ALL"]',
    ],
  ],
  [
    "a user that may be root",
    inLevel("restricted", { ...strict, runAsNonRoot: undefined }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.runAsNonRoot is not true, which level restricted of namespace app refuses; set it to true for the pod',
    ],
  ],
  [
    "root",
    inLevel("restricted", { ...strict, runAsUser: 0 }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.runAsUser is 0, which level restricted of namespace app refuses; use another user',
    ],
  ],
  [
    "no seccomp profile",
    inLevel("restricted", { ...strict, seccompProfile: undefined }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.seccompProfile is not RuntimeDefault, which level restricted of namespace app refuses; set it for the pod',
    ],
  ],
  [
    "a volume of another kind",
    inLevel("restricted", strict, nfs),
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0] is of type nfs, which level restricted of namespace app refuses; use a claim or a looser namespace',
    ],
  ],
  ...(
    [
      [
        "a kernel setting of the node",
        "baseline",
        { sysctls: [{ name: "net.ipv4.conf.all.src_valid_mark", value: "1" }] },
        "sysctls[0] is net.ipv4.conf.all.src_valid_mark",
        other,
      ],
      [
        "no seccomp at all",
        "baseline",
        { seccompProfile: { type: "Unconfined" } },
        "seccompProfile is Unconfined",
        runtime,
      ],
      [
        "no AppArmor at all",
        "baseline",
        { appArmorProfile: { type: "Unconfined" } },
        "appArmorProfile is Unconfined",
        runtime,
      ],
      [
        "a user of SELinux",
        "baseline",
        { seLinuxOptions: { user: "root" } },
        "seLinuxOptions.user is root",
        other,
      ],
      [
        "a type of SELinux",
        "baseline",
        { seLinuxOptions: { type: "spc_t" } },
        "seLinuxOptions.type is spc_t",
        other,
      ],
      [
        "a process of a Windows host",
        "baseline",
        { windowsOptions: { hostProcess: true } },
        "windowsOptions.hostProcess is true",
        other,
      ],
      [
        "root for the whole pod",
        "restricted",
        { runAsUser: 0 },
        "runAsUser is 0",
        "use another user",
      ],
      [
        "root allowed for the whole pod",
        "restricted",
        { runAsNonRoot: false },
        "runAsNonRoot is false",
        "set it to true for the pod",
      ],
    ] as const
  ).map(([name, level, securityContext, found, todo]): Row => [
    `${name}, in the pod`,
    inLevel(level, level === "restricted" ? strict : undefined, { securityContext }),
    [
      `home/app: Deployment "web" spec.template.spec.securityContext.${found}, which level ${level} of namespace app refuses; ${todo}`,
    ],
  ]),
  ...(
    [
      [
        "no seccomp at all",
        { securityContext: { seccompProfile: { type: "Unconfined" } } },
        "securityContext.seccompProfile is Unconfined",
        runtime,
      ],
      [
        "a role of SELinux",
        { securityContext: { seLinuxOptions: { role: "r" } } },
        "securityContext.seLinuxOptions.role is r",
        other,
      ],
      [
        "a probe of another host",
        { livenessProbe: { tcpSocket: { host: "10.0.0.1", port: 80 } } },
        "livenessProbe.tcpSocket.host is 10.0.0.1",
        itself,
      ],
      [
        "a hook that calls another host",
        { lifecycle: { preStop: { httpGet: { host: "10.0.0.1", port: 80 } } } },
        "lifecycle.preStop.httpGet.host is 10.0.0.1",
        itself,
      ],
    ] as const
  ).map(([name, container, found, todo]): Row => [
    `${name}, in a container`,
    inLevel("baseline", undefined, {}, container),
    [
      `home/app: Deployment "web" spec.template.spec.containers[0].${found}, which level baseline of namespace app refuses; ${todo}`,
    ],
  ]),
  [
    "an init container that may be root",
    inLevel("restricted", strict, {
      initContainers: [
        { name: "first", image: "a.example/b:1", securityContext: { ...strict, runAsUser: 0 } },
      ],
    }),
    [
      'home/app: Deployment "web" spec.template.spec.initContainers[0].securityContext.runAsUser is 0, which level restricted of namespace app refuses; use another user',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "anything in a privileged namespace",
    inLevel("privileged", { privileged: true }, { hostNetwork: true, ...host }),
    [],
  ],
  ["what the strictest level asks for", inLevel("restricted", strict), []],
  [
    "kernel settings of its own",
    inLevel("baseline", undefined, {
      securityContext: { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] },
    }),
    [],
  ],
  [
    "the same said for the whole pod",
    inLevel(
      "restricted",
      { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } },
    ),
    [],
  ],
  [
    "a loose component beside a stricter one, by the looser level",
    {
      ...inLevel("baseline", { privileged: true }),
      components: [component("loose", { namespace: "app", podSecurity: "privileged" })],
    },
    [],
  ],
];

/** Of a cluster whose API server holds unlabelled namespaces to the strictest level. */
function hardened(change: Change): Change {
  const [{ kubernetes }] = fleetOf().clusters as [Cluster];
  return { ...change, cluster: { kubernetes: { ...kubernetes, profile: "hardened" } } };
}

describe("a pod in a namespace of Kubernetes' own", () => {
  const change: Change = { objects: [deployment()], app: { namespace: "default" } };

  it("is held to no level, but by the hardened profile to the strictest", () => {
    expect(problemsOf(fleetOf(change))).toEqual([]);
    expect(problemsOf(fleetOf(hardened(change)))).toEqual([
      'home/app: Deployment "web" spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation is not false, which level restricted of namespace default refuses; set it to false',
    ]);
  });
});

describe("a pod", () => {
  it.each(rows)("is refused by the level of its namespace with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a label of Pod Security", () => {
  it("names a level and a version that there are", () => {
    const labels = {
      "pod-security.kubernetes.io/enforce": "restrictd",
      "pod-security.kubernetes.io/warn-version": "1.30",
    };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "b", labels } };
    expect(problemsOf(fleetOf({ objects: [namespace] }))).toEqual([
      'home/app: Namespace "b" metadata.labels["pod-security.kubernetes.io/enforce"] is "restrictd", which is no level of Pod Security; did you mean "restricted"?',
      'home/app: Namespace "b" metadata.labels["pod-security.kubernetes.io/warn-version"] is "1.30", which is no version of Pod Security; use latest or v1.<minor>',
    ]);
  });
});
