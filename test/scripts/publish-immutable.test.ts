import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../lib/emit/yaml.ts";
import { withBundled } from "../../scripts/publish/classes.ts";
import {
  commit,
  git,
  makeFleet,
  makeServer,
  publish,
  refsOf,
  write,
} from "./publish-repository.ts";

let directory = "";
let fleet = "";

/** An object of an Application that follows the branch. */
function writeBinding(role: string, annotations = ""): void {
  write(
    fleet,
    "dist/edge/security/access/RoleBinding-developers.yaml",
    `${marker}apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: developers
  namespace: staging
${annotations}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: ${role}
`,
  );
  commit(fleet, role);
}

const anew = "  annotations:\n    argocd.argoproj.io/sync-options: Force=true,Replace=true\n";
const refusal = `edge/access: RoleBinding "developers" changes roleRef, which the API server lets nobody change; give it another name, or have it made anew with the annotation "argocd.argoproj.io/sync-options: Force=true,Replace=true"
the remote is unchanged`;

beforeEach(() => {
  directory = makeServer();
  ({ fleet } = makeFleet(directory));
  writeBinding("developer");
  publish(fleet);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function writeObject(path: string, text: string): void {
  write(fleet, `dist/edge/${path}.yaml`, `${marker}${text}`);
}

describe("publish, of a field that nobody may change", () => {
  it("refuses the branch and the pins", () => {
    const refs = refsOf(directory);
    writeBinding("admin");

    expect(publish(fleet)).toEqual({ status: 1, output: refusal });
    expect(publish(fleet, ["--pins", "HEAD"])).toEqual({ status: 1, output: refusal });
    expect(refsOf(directory)).toEqual(refs);
  });

  it("takes what has not been pushed before", () => {
    writeBinding("admin");
    git(fleet, "reset", "--quiet", "--soft", "HEAD~1");
    writeBinding("developer");

    expect(publish(fleet).status).toBe(0);
  });

  it("takes what is made anew", () => {
    writeBinding("admin", anew);

    expect(publish(fleet).output).toContain("pushed main");
  });

  it("refuses a change between two things that are right by themselves", () => {
    const writeShop = (strategy: string): void => {
      write(
        fleet,
        "dist/edge/apps/shop/Deployment-shop.yaml",
        `${marker}apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 1\n${strategy}`,
      );
      commit(fleet, strategy === "" ? "shop" : "recreate");
    };
    writeShop("");
    expect(publish(fleet).status).toBe(0);
    writeShop("  strategy:\n    type: Recreate\n");
    expect(publish(fleet)).toEqual({
      status: 1,
      output: `edge/shop: Deployment "shop" changes what stands beside a field that the server has filled in and keeps: spec.strategy sets rollingUpdate, which is not allowed here; push it once with that field written out, and the change after that
the remote is unchanged`,
    });
  });

  it("refuses a claim that grows where its class lets none grow, and takes it where it does", () => {
    const writeClaim = (storage: string, grows: boolean): void => {
      writeObject(
        "storage/nfs/StorageClass-nfs",
        `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: nfs\nprovisioner: a.example\nallowVolumeExpansion: ${grows}\n`,
      );
      writeObject(
        "apps/shop/PersistentVolumeClaim-data",
        `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  storageClassName: nfs\n  resources:\n    requests:\n      storage: ${storage}\n`,
      );
      commit(fleet, `${storage} ${grows}`);
    };
    writeClaim("1Gi", false);
    expect(publish(fleet).status).toBe(0);
    writeClaim("2Gi", false);
    expect(publish(fleet)).toEqual({
      status: 1,
      output: `edge/shop: PersistentVolumeClaim "data" changes spec.resources.requests.storage from 1Gi to 2Gi, and volumes of class "nfs" do not grow; give it the size that it had, or another claim a new name and move what it holds
the remote is unchanged`,
    });
    writeClaim("2Gi", true);
    expect(publish(fleet).status).toBe(0);
  });
});

describe("the classes of a cluster", () => {
  it("are those of dist/ and those that its distribution brings, of which none grows", () => {
    const own = {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "nfs" },
    };
    const classes = withBundled([{ ...own, allowVolumeExpansion: true }], ["local-path"]);
    expect(classes.usual).toBe("local-path");
    expect(["nfs", "local-path", "other"].map((name) => classes.grows(name))).toEqual([
      true,
      false,
      undefined,
    ]);
  });
});
