import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, object, service } from "../../../support/objects.ts";

const pod = (more: object) => ({ objects: [deployment({ pod: more }), service()] });
const container = (more: object) => ({ objects: [deployment({ container: more }), service()] });
const at = 'home/app: Deployment "web" spec.template.spec';
const policy = (spec: object) => ({
  objects: [
    object("networking.k8s.io/v1", "NetworkPolicy", "web", { spec: { podSelector: {}, ...spec } }),
  ],
});
const limits = (limit: object) => ({
  objects: [object("v1", "LimitRange", "usual", { spec: { limits: [limit] } })],
});

const rows: readonly Row[] = [
  [
    "an endPort before its port",
    policy({ ingress: [{ ports: [{ port: 80, endPort: 79 }] }] }),
    [
      'home/app: NetworkPolicy "web" spec.ingress[0].ports[0].endPort is 79, before port 80; exchange them',
    ],
  ],
  [
    "an exception from elsewhere",
    policy({ egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["192.168.0.0/16"] } }] }] }),
    [
      'home/app: NetworkPolicy "web" spec.egress[0].to[0].ipBlock.except[0] is 192.168.0.0/16, not a part of 10.0.0.0/8; correct one of them',
    ],
  ],
  [
    "a smallest request above the largest",
    limits({ type: "Container", min: { cpu: "2" }, max: { cpu: "1" } }),
    [
      'home/app: LimitRange "usual" spec.limits[0].min.cpu is 2, more than max, which is 1; lower it',
    ],
  ],
  [
    "a policy of failures where containers start anew",
    {
      objects: [
        object("batch/v1", "Job", "once", {
          spec: {
            podFailurePolicy: { rules: [{ action: "Ignore", onPodConditions: [] }] },
            template: {
              spec: {
                restartPolicy: "OnFailure",
                containers: [{ name: "a", image: "a.example/a:1" }],
              },
            },
          },
        }),
      ],
    },
    [
      'home/app: Job "once" spec.template.spec.restartPolicy is OnFailure beside podFailurePolicy, which judges pods that ended; make it Never',
    ],
  ],
  [
    "half a pod",
    {
      objects: [object("v1", "ResourceQuota", "share", { spec: { hard: { pods: "1500m" } } })],
    },
    [
      'home/app: ResourceQuota "share" spec.hard["pods"] is 1500m, and objects are counted whole; round it',
    ],
  ],
  [
    "a longer sleep than the end waits",
    container({ lifecycle: { preStop: { sleep: { seconds: 40 } } } }),
    [
      `${at}.containers[0].lifecycle.preStop.sleep.seconds is 40, more than terminationGracePeriodSeconds, which is 30; sleep less or raise it`,
    ],
  ],
  [
    "the users and the network of the node",
    pod({ hostUsers: false, hostNetwork: true }),
    [
      `${at}.hostUsers is false beside hostNetwork, which has the users of the node; drop one of them`,
    ],
  ],
  [
    "an unmasked /proc",
    container({ securityContext: { procMount: "Unmasked" } }),
    [
      `${at}.containers[0].securityContext.procMount is Unmasked, which needs hostUsers: false of the pod; set it or use Default`,
      `${at}.containers[0].securityContext.procMount is Unmasked, which level baseline of namespace app refuses; drop it or use a privileged namespace`,
    ],
  ],
  [
    "a Service of an alias with an address",
    {
      objects: [
        object("v1", "Service", "alias", {
          spec: { type: "ExternalName", externalName: "a.example", clusterIP: "10.43.0.9" },
        }),
      ],
    },
    [
      'home/app: Service "alias" spec.clusterIP is 10.43.0.9, and a Service of type ExternalName has no address; drop it',
    ],
  ],
  [
    "a patience that is shorter than the wait",
    { objects: [deployment({ spec: { minReadySeconds: 700 } }), service()] },
    [
      'home/app: Deployment "web" spec.progressDeadlineSeconds is 600, no more than minReadySeconds 700; raise it',
    ],
  ],
];

describe("fields that are right by themselves", () => {
  it.each(rows)("are refused together: %s", (_, change, lines) => {
    const told = problemsOf(fleetOf(change));
    expect(told).toEqual(expect.arrayContaining([...lines]));
  });

  it("are taken where they agree", () => {
    const ranges = policy({
      ingress: [{ ports: [{ port: 80, endPort: 90 }] }],
      egress: [{ to: [{ ipBlock: { cidr: "fd00::/16", except: ["fd00:1::/32"] } }] }],
    });
    expect(problemsOf(fleetOf(ranges))).toEqual([]);
  });
});
