import type { CronJobOptions } from "../../../../charts/parts/app/job.ts";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";

declare const basic: Pick<AppOptions, "name" | "image" | "requests" | "limits">;

/** Of the compiler alone: each line that is marked is refused by it; one that it takes is an error of its own there. */
export const mistakes: readonly (AppOptions | CronJobOptions)[] = [
  basic,
  { ...basic, schedule: "@daily" },
  // @ts-expect-error an option with a slip
  { ...basic, enviroment: {} },
  // @ts-expect-error a number where there is text
  { ...basic, environment: { PORT: 8080 } },
  // @ts-expect-error a fixed address inside of the cluster
  { ...basic, services: { lan: { type: "ClusterIP", address: "10.0.0.115" } } },
  // @ts-expect-error ports of nodes at a load balancer
  { ...basic, services: { lan: { type: "LoadBalancer", nodePorts: { http: 30080 } } } },
  // @ts-expect-error a volume of nothing
  { ...basic, volumes: { data: { path: "/data" } } },
  // @ts-expect-error a directory of the node without a reason
  { ...basic, volumes: { data: { path: "/data", hostPath: "/srv" } } },
  // @ts-expect-error an access that no volume has
  { ...basic, volumes: { data: { path: "/data", size: "1Gi", access: "ReadWriteMuch" } } },
  // @ts-expect-error a privilege without a reason
  { ...basic, privileges: { hostNetwork: true } },
  // @ts-expect-error capabilities without a reason
  { ...basic, privileges: { capabilities: { add: ["CHOWN"] } } },
  // @ts-expect-error a way of updating that is none
  { ...basic, updates: "Rolling" },
  // @ts-expect-error a protocol that Services do not speak
  { ...basic, ports: { dns: { port: 53, protocol: "udp" } } },
  // @ts-expect-error a probe that asks nothing known
  { ...basic, health: { http: "/up" } },
  // @ts-expect-error a resource without the domain of its plugin
  { ...basic, extendedResources: { gpu: 1 } },
  // @ts-expect-error a port of an address that is no number
  { ...basic, allowToAddresses: [{ cidr: "10.0.0.9/32", ports: ["mqtt"] }] },
  // @ts-expect-error what becomes of two runs at a time, in another word
  { ...basic, schedule: "@daily", concurrency: "Skip" },
];
