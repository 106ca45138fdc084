import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { claim, deployment, service } from "../../../support/objects.ts";

const container = (more: object, pod: object = {}): Change => ({
  objects: [deployment({ container: more, pod }), service()],
});

const podRows: readonly Row[] = [
  [
    "mounts a volume with a slip",
    container(
      { volumeMounts: [{ name: "dta", mountPath: "/data" }] },
      { volumes: [{ name: "data", emptyDir: {} }] },
    ),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].volumeMounts[0] names volume "dta", which the pod does not have; did you mean "data"?',
    ],
  ],
  [
    "mounts a volume without having any",
    container({ volumeMounts: [{ name: "data", mountPath: "/data" }] }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].volumeMounts[0] names volume "data", which the pod does not have; add it',
    ],
  ],
  [
    "is probed at a port with a slip",
    container({ livenessProbe: { httpGet: { path: "/", port: "htpp" } } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].livenessProbe.httpGet.port is "htpp", but the container\'s ports are named http; did you mean "http"?',
    ],
  ],
  [
    "is probed at a port without a name",
    {
      objects: [
        deployment({
          container: {
            readinessProbe: { tcpSocket: { port: "http" } },
            ports: [{ containerPort: 80 }],
          },
        }),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].readinessProbe.tcpSocket.port is "http", but the container\'s ports have no names; name one of its ports',
    ],
  ],
  [
    "requests more than its limit",
    container({ resources: { requests: { memory: "1Gi" }, limits: { memory: "512Mi" } } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].resources.requests.memory is 1Gi, more than its limit 512Mi; raise the limit or lower the request',
    ],
  ],
  [
    "is of a StatefulSet whose name leaves no room for the label of its pods",
    {
      objects: [
        deployment({
          kind: "StatefulSet",
          name: "w".repeat(53),
          spec: { serviceName: "web" },
        }),
        service(),
      ],
    },
    [
      `home/app: StatefulSet "${"w".repeat(53)}" metadata.name is "${"w".repeat(53)}", 53 characters and more than 52; shorten it`,
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "mounts a claim template",
    {
      objects: [
        deployment({
          kind: "StatefulSet",
          container: { volumeMounts: [{ name: "data", mountPath: "/data" }] },
          spec: {
            serviceName: "web",
            volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim("data").spec }],
          },
        }),
        service(),
      ],
    },
    [],
  ],
];

describe("a container", () => {
  it.each(podRows)("is refused when it %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("is accepted when it %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
