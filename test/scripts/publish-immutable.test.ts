import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../lib/emit/yaml.ts";
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
});
