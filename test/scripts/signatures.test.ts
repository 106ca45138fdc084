import { describe, expect, it } from "vitest";
import { keyringSteps } from "../../scripts/bootstrap/keyring-step.ts";
import { signingLines } from "../../scripts/doctor/signing.ts";
import { toolsFor } from "../../scripts/doctor/tools.ts";
import { applicationSection } from "../../scripts/health/applications.ts";
import type { Project } from "../../scripts/health/signatures.ts";
import { signatureFindings } from "../../scripts/health/signatures.ts";
import type { Application } from "../../scripts/kube/application.ts";
import { Kubectl } from "../../scripts/kube/kubectl.ts";
import { planOf } from "../support/charts.ts";
import { component, fleetOf } from "../support/fleet.ts";

const key = "4045F37FEFCD53CB";
const argo = component("argo", { provides: { deployer: { signers: [key] } } });
const asking = fleetOf({ components: [argo] });
const quiet = fleetOf();
const planOfHome = ({ clusters: [home] }: typeof asking) => planOf(home!);

const project = (...keys: readonly string[]): Project =>
  ({
    kind: "AppProject",
    metadata: { name: "home-root" },
    spec: { signatureKeys: keys.map((keyID) => ({ keyID })) },
  }) as unknown as Project;

describe("health", () => {
  it("says where a root asks for other signatures than the data, and who changes that", () => {
    const found = (fleet: typeof asking, live: readonly Project[]) =>
      signatureFindings(fleet, planOfHome(fleet), live);
    expect(found(asking, [project(key)])).toEqual([]);
    expect(found(quiet, [project()])).toEqual([]);
    expect(found(asking, [project()])).toEqual([
      {
        level: "warning",
        subject: "AppProject home-root",
        message: `has commits signed by nobody, and the data says by ${key}`,
        next: "npm run bootstrap -- home",
      },
    ]);
    expect(found(quiet, [project(key)]).map(({ message }) => message)).toEqual([
      `has commits signed by ${key}, and the data says by nobody`,
    ]);
  });

  it("tells of a commit that was refused, though all that runs is well", () => {
    const message =
      "GIT/GPG: Failed verifying revision 1f by 'ada': unsigned commit (key_id=): not signed";
    const live = {
      metadata: { name: "home-root" },
      spec: { project: "home-root", destination: {} },
      status: {
        sync: { status: "Synced" },
        health: { status: "Healthy" },
        conditions: [{ type: "ComparisonError", message }],
      },
    } as unknown as Application;
    const [first] = applicationSection(planOfHome(asking), [live]).findings;
    expect(first).toEqual({
      level: "error",
      subject: "Application home-root",
      message: `Synced, Healthy: ${message}`,
      next: "npm run debug -- home",
    });
  });
});

describe("bootstrap", () => {
  it("waits for the keys of the hub before a member's root asks for signatures", () => {
    const steps = (fleet: typeof asking) =>
      keyringSteps(new Kubectl(fleet.clusters[0]!), fleet, planOf(fleet.clusters.at(-1)!));
    expect(steps(quiet)).toEqual([]);
    expect(steps(fleetOf({ edge: {}, components: [argo] })).map(({ name }) => name)).toEqual([
      "edge: Argo CD has the keys of those who sign",
    ]);
  });
});

describe("doctor", () => {
  it("looks for a key that signs where the fleet asks for signatures, and for gpg", async () => {
    expect(await signingLines(quiet)).toEqual([]);
    expect(await signingLines(asking)).toEqual([
      {
        state: "absent",
        name: "signing key",
        found: `none of ${key}`,
        blocks: "publish on the fleet's branch",
        get: "gpg --import the private key, or publish where it is",
      },
    ]);
    const names = (fleet: typeof asking) => toolsFor(fleet).map(({ name }) => name);
    expect(names(asking)).toContain("gpg");
    expect(names(quiet)).not.toContain("gpg");
  });
});
