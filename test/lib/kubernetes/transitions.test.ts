import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { refusedTransition } from "../../../lib/kubernetes/transitions.ts";
import { claim, deployment, service } from "../../support/objects.ts";

const rollout = (strategy?: object) => deployment({ spec: { strategy } });
const stateful = (updateStrategy?: object) =>
  deployment({ kind: "StatefulSet", spec: { updateStrategy } });
const sized = (storage: string) => claim("data", { resources: { requests: { storage } } });
const rolling = { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%" } };

describe("refusedTransition", () => {
  it.each<[string, object, object, string]>([
    [
      "Recreate after a strategy that was left out",
      rollout(),
      rollout({ type: "Recreate" }),
      "changes spec.strategy.type to Recreate, which the server refuses beside the spec.strategy.rollingUpdate that it has filled in; push it once with spec.strategy.rollingUpdate written out, and Recreate after that",
    ],
    [
      "OnDelete after a strategy without its numbers",
      stateful({ type: "RollingUpdate" }),
      stateful({ type: "OnDelete" }),
      "changes spec.updateStrategy.type to OnDelete, which the server refuses beside the spec.updateStrategy.rollingUpdate that it has filled in; push it once with spec.updateStrategy.rollingUpdate written out, and OnDelete after that",
    ],
    [
      "an address taken from a Service",
      service(),
      service({ clusterIP: "None" }),
      "changes spec.clusterIP from one to none, and a Service keeps the address that it was given; give it another name",
    ],
    [
      "an address given to a Service",
      service({ clusterIP: "None" }),
      service(),
      "changes spec.clusterIP from none to one, and a Service keeps the address that it was given; give it another name",
    ],
    [
      "a claim that shrinks",
      sized("1Gi"),
      sized("1000Mi"),
      "changes spec.resources.requests.storage from 1Gi to 1000Mi, and no volume shrinks; give it the size that it had",
    ],
  ])("tells of %s", (_, before, after, message) => {
    expect(refusedTransition(before as Manifest, after as Manifest)).toBe(message);
  });

  it.each<[string, object, object]>([
    [
      "Recreate after a strategy that was written out",
      rollout(rolling),
      rollout({ type: "Recreate" }),
    ],
    ["a strategy written out", rollout(), rollout(rolling)],
    ["a claim that grows", sized("1Gi"), sized("2Gi")],
    ["the same size otherwise", sized("1Gi"), sized("1024Mi")],
    ["another type of Service", service(), service({ type: "NodePort" })],
    ["another object", sized("2Gi"), { ...sized("1Gi"), metadata: { name: "other" } }],
  ])("takes %s", (_, before, after) => {
    expect(refusedTransition(before as Manifest, after as Manifest)).toBeUndefined();
  });
});
