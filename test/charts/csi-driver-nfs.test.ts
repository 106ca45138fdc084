import { describe, expect, it } from "vitest";
import { csiDriverNfs, snapshotController } from "../../charts/index.ts";
import { asYaml, manifestOf, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const nas = { server: "10.1.0.5", share: "/volume1/kubernetes" };

describe("csi-driver-nfs", () => {
  it("keeps volumes on the share, and is the default class", async () => {
    const placement = csiDriverNfs(nas);
    expect(placement.provides).toEqual(["default-storage"]);
    const rendered = renderedIn(placement);
    expect(titlesOf(rendered)).toEqual(['StorageClass "nfs"']);
    await expect(asYaml(rendered)).toMatchFileSnapshot("snapshots/csi-driver-nfs/default.yaml");
  });

  it("stands beside another default class when told", () => {
    const placement = csiDriverNfs({ ...nas, isDefault: false });
    expect(placement.provides).toEqual([]);
    const { metadata } = manifestOf(renderedIn(placement), "StorageClass", "nfs");
    expect(metadata.annotations).toBeUndefined();
  });

  it("mounts and keeps as it is told", () => {
    const told = { mountOptions: ["nfsvers=3", "nolock"], reclaimPolicy: "Delete" } as const;
    expect(
      manifestOf(renderedIn(csiDriverNfs({ ...nas, ...told })), "StorageClass", "nfs"),
    ).toMatchObject(told);
  });

  it("makes snapshots only when asked, and then needs who acts on them", () => {
    const asked = csiDriverNfs({ ...nas, snapshots: true });
    expect(csiDriverNfs(nas).needs).toEqual({});
    expect(asked.needs).toEqual({ "volume-snapshots": "somebody must act on snapshots" });
    expect(snapshotController().provides).toEqual(["volume-snapshots"]);
    const rendered = renderedIn(asked, [snapshotController()]);
    expect(titlesOf(rendered)).toEqual(['StorageClass "nfs"', 'VolumeSnapshotClass "nfs"']);
    expect(valuesOf(rendered)).toEqual({ controller: { enableSnapshotter: true } });
    expect(valuesOf(renderedIn(csiDriverNfs(nas)))).toEqual({
      controller: { enableSnapshotter: false },
    });
  });

  it("tells a share that is no path", () => {
    expect(problemsOf(csiDriverNfs({ ...nas, share: "volume1" }))).toEqual([
      'has share "volume1", not the path of one; write it from /',
    ]);
    expect(problemsOf(csiDriverNfs(nas))).toEqual([]);
  });
});
