import { describe, expect, it } from "vitest";
import { k3s } from "../../../charts/distributions/k3s.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { certManagerKinds } from "../../../charts/parts/kinds/cert-manager.ts";
import { formatProblems } from "../../../lib/problem.ts";
import { randomOf, shuffled } from "../support/random.ts";
import { component, configMap, deployment, planned, release, tinyChart } from "../support/tiny.ts";

function link(name: string, ...needed: readonly string[]): AnyPlacement {
  const volumes = needed.map((other) => ({ name: other, configMap: { name: other } }));
  return component(name, { things: [configMap(name), deployment(name, { volumes })] });
}

function problemsOf(components: readonly AnyPlacement[]): string {
  return formatProblems(planned(components).problems);
}

describe("a cycle of needs", () => {
  it("is told with the object and the reason of each step", () => {
    expect(problemsOf([link("a", "b"), link("b", "a")])).toMatchInlineSnapshot(`
      "tiny/a: cycle: a needs b (Deployment "a": spec.template.spec.volumes[0].configMap.name names ConfigMap "b"), b needs a (Deployment "b": spec.template.spec.volumes[0].configMap.name names ConfigMap "a"); remove one of these needs
      1 problem in 1 place"
    `);
  });

  it("is told once and by its shortest way", () => {
    const long = [link("a", "b"), link("b", "c"), link("c", "d", "x"), link("d", "a")];
    const short = [link("x", "y"), link("y", "x")];
    const beside = [link("before"), link("behind", "a", "x")];
    const { problems } = planned([...long, ...short, ...beside]);
    expect(problems.map(({ place }) => place)).toEqual(["tiny/x"]);
    expect(problems[0]!.message).toMatch(/^cycle: x needs y \(.+\), y needs x \(.+\); /);
  });

  it("is told the same whatever the order of components", () => {
    const components = [
      link("a", "b"),
      link("b", "c"),
      link("c", "a"),
      link("p", "q"),
      link("q", "p", "a"),
    ];
    const expected = problemsOf(components);
    for (let seed = 1; seed <= 20; seed++)
      expect(problemsOf(shuffled(randomOf(seed), components)), `seed ${seed}`).toBe(expected);
  });

  it("is not seen in a diamond, nor inside one Application, which syncs as one", () => {
    expect(
      planned([link("a"), link("b", "a"), link("c", "a"), link("d", "b", "c")]).problems,
    ).toEqual([]);
    expect(planned([link("a", "a")]).problems).toEqual([]);
  });
});

describe("a volume claim that is bound late", () => {
  const driver = (mode: "Immediate" | "WaitForFirstConsumer"): AnyPlacement =>
    component("driver", {
      chart: release("driver", { storageClasses: { local: mode } }),
    });
  const claim = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { storageClassName: "local", accessModes: ["ReadWriteOnce"] },
  };
  const pods = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
  const apart = [
    component("claims", { things: [claim] }),
    component("shop", { things: [deployment("shop", pods)] }),
  ];

  it("is a deadlock with pods of another Application, which would wait for it in a later wave", () => {
    expect(problemsOf([driver("WaitForFirstConsumer"), ...apart])).toMatchInlineSnapshot(`
      "tiny/claims: deadlock: claims needs shop (PersistentVolumeClaim "data": it is bound only when a pod of Deployment "shop" mounts it (WaitForFirstConsumer)), shop needs claims (Deployment "shop": spec.template.spec.volumes[0].persistentVolumeClaim.claimName names PersistentVolumeClaim "data"); put PersistentVolumeClaim "data" and Deployment "shop" into one component
      1 problem in 1 place"
    `);
  });

  it("is none when the pods stand beside it, or when the class binds at once", () => {
    const beside = component("shop", { things: [claim, deployment("shop", pods)] });
    expect(planned([driver("WaitForFirstConsumer"), beside]).problems).toEqual([]);
    expect(planned([driver("Immediate"), ...apart]).problems).toEqual([]);
  });

  it("goes by the binding mode of a StorageClass that is an object, too", () => {
    const storageClass = {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "local" },
      provisioner: "local",
      volumeBindingMode: "WaitForFirstConsumer",
    };
    const { problems } = planned([component("driver", { things: [storageClass] }), ...apart]);
    expect(problems.map(({ message }) => message.split(":")[0])).toEqual(["deadlock"]);
  });

  it("goes by the class of the distribution where the claim names none", () => {
    const unnamed = { ...claim, spec: { accessModes: ["ReadWriteOnce"] } };
    const shop = component("shop", { things: [deployment("shop", pods)] });
    const components = [component("claims", { things: [unnamed] }), shop];
    const bundled = ["local-storage"] as const;
    const kubernetes = { distribution: k3s, version: "v1.36.2+k3s1", bundled } as const;
    const { problems } = planned(components, { kubernetes });
    expect(problems.map(({ message }) => message.split(":")[0])).toEqual(["deadlock"]);
    expect(planned(components).problems).toEqual([]);
  });
});

describe("workloads that need a custom resource of their own chart", () => {
  const kinds = certManagerKinds;
  const chart = release("c", {
    chart: tinyChart("c", "cert-manager.io/Certificate", "cert-manager.io/Issuer"),
  });
  const issuer = {
    apiVersion: "cert-manager.io/v1",
    kind: "Issuer",
    metadata: { name: "self" },
    spec: {},
  };
  const certificate = {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "web" },
    spec: { secretName: "web-tls", issuerRef: { name: "self" } },
  };
  const pods = { volumes: [{ name: "tls", secret: { secretName: "web-tls" } }] };

  it("are a deadlock: the resource can neither stand beside them nor behind them", () => {
    const things = [issuer, certificate, deployment("web", pods)];
    expect(problemsOf([component("x", { kinds, chart, things })])).toMatchInlineSnapshot(`
      "tiny/x: deadlock: Deployment "web" needs Certificate "web" (spec.template.spec.volumes[0].secret.secretName names Secret "web-tls" of Certificate "web"), Certificate "web" needs Issuer "self" (spec.issuerRef names Issuer "self"), Issuer "self" needs Deployment "c" (CustomResourceDefinition "issuers.cert-manager.io" is of its chart); give Deployment "web" what it needs from another component or from the bootstrap
      1 problem in 1 place"
    `);
  });

  it("are none when another component brings the kinds, or when no workload needs the resource", () => {
    const things = [issuer, certificate, deployment("web", pods)];
    const apart = [component("kinds", { kinds, chart }), component("x", { things })];
    expect(planned(apart).problems).toEqual([]);
    const free = component("x", { kinds, chart, things: [issuer, certificate, deployment("web")] });
    expect(planned([free]).problems).toEqual([]);
  });
});
