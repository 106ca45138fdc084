import { describe, expect, it } from "vitest";
import { nextcloud } from "../../charts/index.ts";
import { manifestOf, renderedIn } from "./rendered.ts";

const host = "cloud.house.example";
const files = { size: "200Gi" };
const more = { ingress: { className: "traefik", issuer: "local-authority" } };

// oxlint-disable-next-line no-explicit-any
function podOf(options: Partial<Parameters<typeof nextcloud>[0]> = {}, given: object = more): any {
  const made = renderedIn(nextcloud({ host, files, ...options }), [], given);
  return (manifestOf(made, "Deployment", "nextcloud")["spec"] as { template: object }).template;
}

// oxlint-disable-next-line no-explicit-any
const valueOf = (container: any, name: string): unknown =>
  container.env.find((one: { name: string }) => one.name === name)?.value;

describe("nextcloud", () => {
  it("keeps files on a claim, or on a file server", () => {
    const volumes = (options = {}): object[] => podOf(options).spec.volumes;
    expect(volumes()).toContainEqual({
      name: "data",
      persistentVolumeClaim: { claimName: "nextcloud-data" },
    });
    const nfs = { server: "10.1.0.5", path: "/volume1/cloud" };
    expect(volumes({ files: { nfs } })).toContainEqual({ name: "data", nfs });
  });

  it("finds its volumes empty, whatever their root holds", () => {
    const { containers, initContainers } = podOf().spec;
    for (const { volumeMounts } of [...containers, ...initContainers])
      expect(volumeMounts).toEqual(
        expect.arrayContaining([
          { name: "program", mountPath: "/var/www/html", subPath: "program" },
          { name: "data", mountPath: "/var/www/html/data", subPath: "data" },
        ]),
      );
    const nfs = { server: "10.1.0.5", path: "/volume1/cloud" };
    expect(podOf({ files: { nfs } }).spec.containers[0].volumeMounts).toContainEqual({
      name: "data",
      mountPath: "/var/www/html/data",
    });
  });

  it("believes its Ingress alone, and tells its users to come by HTTPS where there are certificates", () => {
    const [container] = podOf().spec.containers;
    expect(valueOf(container, "TRUSTED_PROXIES")).toBe("10.2.0.0/16");
    expect(valueOf(container, "OVERWRITEPROTOCOL")).toBe("https");
    const [plain] = podOf({}, { ingress: { className: "traefik" } }).spec.containers;
    expect(valueOf(plain, "OVERWRITEPROTOCOL")).toBeUndefined();
  });

  it("does what is due beside it, from the same version", () => {
    const { containers, initContainers } = podOf({ version: "33.0.4" }).spec;
    expect(initContainers).toHaveLength(1);
    expect(initContainers[0]).toMatchObject({ command: ["/cron.sh"], restartPolicy: "Always" });
    for (const one of [...containers, ...initContainers])
      expect(one.image).toBe("docker.io/library/nextcloud:33.0.4-apache");
  });

  it("dumps its database when told", () => {
    const backup = { schedule: "0 1 * * *", size: "5Gi" };
    const made = renderedIn(nextcloud({ host, files, backup }), [], more);
    expect(manifestOf(made, "CronJob", "database-backup")).toBeDefined();
  });
});
