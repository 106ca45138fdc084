import { describe, expect, it } from "vitest";
import { media, metallb } from "../../charts/index.ts";
import { tinyNode } from "../lib/support/tiny.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf } from "./rendered.ts";

const plex = "plex.house.example";
const nfs = { server: "10.1.0.5", path: "/volume1/media" };
const all = { sonarr: "sonarr.house.example", radarr: "radarr.house.example" };
const more = {
  ingress: { className: "traefik", issuer: "local-authority" },
  loadBalancer: "10.1.0.100-10.1.0.110",
};
const made = (options: Partial<Parameters<typeof media>[0]> = {}) =>
  renderedIn(media({ plex, library: { nfs }, ...options }), [metallb()], more);

// oxlint-disable-next-line no-explicit-any
const podOf = (options: Parameters<typeof made>[0], name: string): any =>
  (manifestOf(made(options), "Deployment", name)["spec"] as { template: { spec: object } }).template
    .spec;

describe("media", () => {
  it("is Plex alone, and what fills its library where that has a host", () => {
    const deployments = (options = {}): string[] =>
      titlesOf(made(options)).filter((title) => title.startsWith("Deployment"));
    expect(deployments()).toEqual(['Deployment "plex"']);
    expect(deployments(all)).toEqual([
      'Deployment "plex"',
      'Deployment "radarr"',
      'Deployment "sonarr"',
    ]);
  });

  it("has one library, mounted in the same place by all, so that files are moved", () => {
    const claimed = { ...all, library: { size: "2Ti", access: "ReadWriteMany" } } as const;
    for (const name of ["plex", "sonarr", "radarr"]) {
      const { volumes, containers } = podOf(claimed, name);
      expect(volumes).toContainEqual({
        name: "library",
        persistentVolumeClaim: { claimName: "plex-library" },
      });
      expect(containers[0].volumeMounts).toContainEqual({ name: "library", mountPath: "/media" });
      expect(podOf(all, name).volumes).toContainEqual({ name: "library", nfs });
    }
    expect(titlesOf(made(claimed)).filter((title) => title.endsWith('library"'))).toEqual([
      'PersistentVolumeClaim "plex-library"',
    ]);
  });

  it("runs as the owner of the files, on the node and with the device that it is told", () => {
    const pod = podOf({ owner: 3000, node: "one", gpu: "gpu.intel.com/i915" }, "plex");
    expect(pod.securityContext).toMatchObject({ runAsUser: 3000, runAsGroup: 3000 });
    expect(pod.nodeSelector).toEqual({ "kubernetes.io/hostname": "one" });
    expect(pod.containers[0].resources.limits).toMatchObject({ "gpu.intel.com/i915": "1" });
  });

  it("has an address for televisions when told", () => {
    expect(titlesOf(made())).not.toContain('Service "plex-house"');
    expect(manifestOf(made({ address: "10.1.0.105" }), "Service", "plex-house")).toMatchObject({
      metadata: { annotations: { "metallb.io/loadBalancerIPs": "10.1.0.105" } },
      spec: { type: "LoadBalancer", ports: [{ port: 32400 }] },
    });
  });

  it("tells that a volume for one node does not do for several", () => {
    const nodes = [tinyNode("one"), tinyNode("two", { address: "10.1.0.11" })];
    const lost = { plex, library: { size: "2Ti" } };
    expect(problemsOf(media(lost), { nodes })).toEqual([
      'keeps its library in a volume that one node mounts at a time, and runs on any; set node, or access "ReadWriteMany" where its class can',
    ]);
    expect(problemsOf(media(lost))).toEqual([]);
    expect(problemsOf(media({ ...lost, node: "two" }), { nodes })).toEqual([]);
  });
});
