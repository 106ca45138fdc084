import { describe, expect, it } from "vitest";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, object } from "../../../support/objects.ts";

const role = (name: string) =>
  object("rbac.authorization.k8s.io/v1", "ClusterRole", name, { rules: [] });

describe("the file of an object", () => {
  it("is none with a name that no file system takes", () => {
    expect(problemsOf(fleetOf({ objects: [configMap("a".repeat(245), {})] }))).toEqual([
      `home/app: ConfigMap "${"a".repeat(245)}" would be the file "ConfigMap-aaaaaaaaaa...", of 255 characters and more than 250; give it a shorter name`,
    ]);
  });

  it("is another's where upper case is as good as lower", () => {
    expect(problemsOf(fleetOf({ objects: [role("Reader"), role("reader")] }))).toEqual([
      'home/app: ClusterRole "reader" would be the file "ClusterRole-reader.yaml", which is "ClusterRole-Reader.yaml" to computers that do not tell upper case from lower; rename one',
    ]);
  });

  it("is its own otherwise", () => {
    expect(problemsOf(fleetOf({ objects: [configMap("a".repeat(240), {}), role("b")] }))).toEqual(
      [],
    );
  });
});
