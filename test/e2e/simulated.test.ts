import { describe, expect, it } from "vitest";
import { identityOf } from "../../lib/kubernetes/manifest.ts";
import { groupsOf, waveOf } from "../simulator/argo.ts";
import { readTree } from "../simulator/dist.ts";
import { renderedProject } from "../support/project.ts";
import type { ClusterRecord, ObjectRecord } from "./record.ts";
import { compareWithSimulator } from "./simulated.ts";

const tree = readTree(renderedProject("house"), "production");

/** Every object a millisecond after the group before it, every wave a minute after the wave before it. */
function recordOf(
  timeOf: (id: string, usual: number) => number = (_, usual) => usual,
): ClusterRecord {
  const objects = new Map<string, ObjectRecord>();
  for (const child of tree.children) {
    for (const [i, group] of groupsOf(child).entries()) {
      for (const object of group) {
        const id = identityOf(object);
        const usual = 1000 + waveOf(child.application) * 60_000 + i;
        objects.set(id, { writes: [timeOf(id, usual)], deletions: [], health: [] });
      }
    }
  }
  return { objects, applications: new Map() };
}

describe("compareWithSimulator", () => {
  it("finds nothing where kinds and waves come as the simulator says", () => {
    expect(compareWithSimulator(tree, recordOf())).toEqual([]);
  });

  it("finds a kind that came before one that it follows", () => {
    const early = recordOf((id, usual) =>
      id.startsWith("/Service/staging/") ? usual + 30 : usual,
    );
    expect(compareWithSimulator(tree, early)).toContainEqual({
      application: "production-portfolio-site-staging",
      message: expect.stringMatching(
        /^Deployment \S+ was written \d+ ms before Service \S+$/,
      ) as unknown,
    });
  });

  it("finds an Application that came before one of an earlier wave", () => {
    const early = recordOf((id, usual) => (id.startsWith("/Namespace/") ? 9_000_000 : usual));
    expect(compareWithSimulator(tree, early)).toContainEqual({
      application: "production-metallb-config",
      message:
        "its first object was written before the last one of production-namespaces, of an earlier wave",
    });
  });

  it("leaves out what was not written since the moment given", () => {
    expect(compareWithSimulator(tree, recordOf(), 10_000_000)).toEqual([]);
  });
});
