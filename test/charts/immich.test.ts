import { describe, expect, it } from "vitest";
import { cloudnativePg, immich } from "../../charts/index.ts";
import { manifestOf, renderedIn, titlesOf } from "./rendered.ts";

const host = "photos.house.example";
const photos = { size: "500Gi" };
const more = { ingress: { className: "traefik", issuer: "local-authority" } };
const made = (options: Partial<Parameters<typeof immich>[0]> = {}) =>
  renderedIn(immich({ host, photos, ...options }), [cloudnativePg()], more);

// oxlint-disable-next-line no-explicit-any
const podOf = (rendered: ReturnType<typeof made>, kind: string, name: string): any =>
  (manifestOf(rendered, kind, name)["spec"] as { template: { spec: object } }).template.spec;

describe("immich", () => {
  it("has a database that searches vectors, also where an operator makes others", () => {
    const rendered = made();
    expect(titlesOf(rendered)).not.toContain('Cluster "database"');
    expect(podOf(rendered, "StatefulSet", "database").containers[0]).toMatchObject({
      image: expect.stringMatching(/^ghcr\.io\/immich-app\/postgres:/),
      command: ["docker-entrypoint.sh"],
      args: ["postgres", "-c", "shared_preload_libraries=vchord.so"],
    });
  });

  it("learns nothing unless it is told to", () => {
    const rendered = made();
    expect(titlesOf(rendered)).not.toContain('Deployment "immich-machine-learning"');
    expect(podOf(rendered, "Deployment", "immich").containers[0].env).toContainEqual({
      name: "IMMICH_MACHINE_LEARNING_ENABLED",
      value: "false",
    });
  });

  it("learns where it is told to, in the same version", () => {
    const machineLearning = { nodes: ["one"] };
    const rendered = made({ machineLearning, version: "v2.7.0" });
    const pod = podOf(rendered, "Deployment", "immich-machine-learning");
    expect(pod.nodeSelector).toEqual({ "kubernetes.io/hostname": "one" });
    expect(pod.containers[0].image).toBe("ghcr.io/immich-app/immich-machine-learning:v2.7.0");
    expect(podOf(rendered, "Deployment", "immich").containers[0].env).toContainEqual({
      name: "IMMICH_MACHINE_LEARNING_URL",
      value: "http://immich-machine-learning",
    });
    const without = podOf(made({ machineLearning: true }), "Deployment", "immich-machine-learning");
    expect(without.nodeSelector).toBeUndefined();
  });

  it("keeps photos on a file server when told", () => {
    const nfs = { server: "10.1.0.5", path: "/volume1/photos" };
    const { volumes } = podOf(made({ photos: { nfs } }), "Deployment", "immich");
    expect(volumes).toContainEqual({ name: "photos", nfs });
  });
});
