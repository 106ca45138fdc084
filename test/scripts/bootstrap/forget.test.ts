import { describe, expect, it } from "vitest";
import { olderThan } from "../../../scripts/bootstrap/forget-steps.ts";

const application = (name: string, creationTimestamp: string, cluster: string) => ({
  metadata: { name, creationTimestamp },
  spec: { destination: { name: cluster } },
});

describe("Applications of a cluster that was made anew", () => {
  it("are those that are older than it is, and its root, and nobody else's", () => {
    const born = {
      metadata: { name: "kube-system", creationTimestamp: "2026-11-21T12:00:00Z" },
    };
    const applications = [
      application("edge-root", "2026-11-20T12:00:00Z", "in-cluster"),
      application("edge-traefik", "2026-11-20T12:00:00Z", "edge"),
      application("edge-cilium", "2026-11-21T12:00:01Z", "edge"),
      application("home-traefik", "2026-11-20T12:00:00Z", "in-cluster"),
      application("other-root", "2026-11-20T12:00:00Z", "in-cluster"),
    ];
    expect(olderThan(born, applications, "edge", "edge-root")).toEqual([
      "edge-root",
      "edge-traefik",
    ]);
  });
});
