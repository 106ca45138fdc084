import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { configMap } from "../../../support/objects.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";

const long = component("a-component-whose-name-is-far-too-long-for-a-label-of-argo");
const hubWith = (cluster: string) =>
  component("argo", {
    asks: (scope) =>
      void scope.secret({
        name: "cluster",
        keys: ["token"],
        labels: { "argocd.argoproj.io/secret-type": "cluster" },
        template: { name: cluster },
      }),
  });
const settings = (name: string) =>
  component(name, { objects: [configMap("settings", { a: "b" })] });
const stored = { "argo/cluster": ["token"] };

const rows: readonly Row[] = [
  [
    "a cluster of another site",
    { edge: { site: { ...fleetOf().site, domain: "attic.example" } } },
    ["edge: has another site than the fleet; give both the same"],
  ],
  [
    "a hub that is no cluster",
    { edge: {}, fleet: { hub: "hom" } },
    ['fleet: hub "hom" is no cluster of the fleet; did you mean "home"?'],
  ],
  [
    "a hub that is far from any name",
    { edge: {}, fleet: { hub: "management" } },
    ['fleet: hub "management" is no cluster of the fleet; use home or edge'],
  ],
  [
    "no clusters",
    { fleet: { clusters: [] } },
    ["fleet: has no clusters; add one to clusters in clusters/index.ts"],
  ],
  [
    "no hub, and a cluster that waits for one",
    { edge: {}, fleet: { hub: undefined } },
    [
      'edge: has argocd "hub", and the fleet has no hub; set its hub to the cluster whose Argo CD syncs this one, or argocd to "self"',
    ],
  ],
  [
    "signatures that would cover its root alone",
    {
      edge: { revision: "branch" },
      components: [
        component("argo", { provides: { deployer: { signers: ["4045F37FEFCD53CB"] } } }),
      ],
    },
    [
      'edge: has revision "branch", and its Argo CD asks for signatures, which would cover its root alone; set revision to "pinned", or leave out the keys',
    ],
  ],
  [
    "a hub that waits for a hub",
    { cluster: { argocd: "hub" } },
    ['home: is the hub, but has argocd "hub", so nothing syncs it; set argocd to "self"'],
  ],
  [
    "two clusters of one name",
    { edge: { name: "home" } },
    ["home: is the name of two clusters; rename one"],
  ],
  [
    "a cluster name with capitals",
    { edge: { name: "Edge_1" } },
    [
      'Edge_1: has a name that is not a DNS label (up to 63 lower case letters, digits and "-"); rename it',
    ],
  ],
  [
    "a cluster that the hub does not know",
    { edge: {}, components: [hubWith("pi")], cluster: { secretsFromBootstrap: stored } },
    ['edge: has argocd "hub", but the Argo CD of home knows only pi; add edge to its clusters'],
  ],
  [
    "a cluster that the hub knows by a misspelt name",
    { edge: {}, components: [hubWith("egde")], cluster: { secretsFromBootstrap: stored } },
    ['edge: has argocd "hub", but the Argo CD of home knows only egde; did you mean "egde"?'],
  ],
  [
    "two Applications of one name in one Argo CD",
    {
      edge: { name: "home-app", components: [settings("web")] },
      components: [settings("app-web")],
    },
    [
      'home-app/web: makes Application "home-app-web", which home makes too; rename the component or one of the clusters',
    ],
  ],
  [
    "a component name that is too long",
    { components: [long] },
    [
      'home/a-component-whose-name-is-far-too-long-for-a-label-of-argo: makes Application "home-a-component-whose-name-is-far-too-long-for-a-label-of-argo-config", 70 characters where Argo CD\'s label holds 63; shorten the name of the component',
    ],
  ],
  [
    "a cluster name that is too long for many components",
    {
      edge: {
        name: "a-cluster-with-a-name-that-is-far-too-long-for-anybody-to-type",
        components: [component("one"), component("two")],
      },
    },
    [
      'a-cluster-with-a-name-that-is-far-too-long-for-anybody-to-type: makes Application "a-cluster-with-a-name-that-is-far-too-long-for-anybody-to-type-one-config", 73 characters where Argo CD\'s label holds 63; shorten the name of the cluster',
    ],
  ],
  [
    "a site without a domain",
    { site: { domain: "" } },
    [
      'site: has domain "", not a DNS subdomain (lower case letters, digits, "-" and "."); correct it',
    ],
  ],
  [
    "a mail address that is none",
    { site: { email: "admin" } },
    ['site: has email "admin", which is no mail address; correct it'],
  ],
  [
    "a password in its repository",
    {
      fleet: {
        repository: {
          url: `https://bot:${["hunter", "2"].join("")}@git.house.example/fleet.git`,
          branch: "main",
        },
      },
    },
    ["fleet: repository.url carries a password; put it into the secret store"],
  ],
  [
    "a repository that is no address",
    { fleet: { repository: { url: "", branch: "main" } } },
    ['fleet: repository.url is "", which is no address; correct it'],
  ],
];

describe("a fleet", () => {
  it("needs no hub where each cluster has an Argo CD of its own", () => {
    expect(problemsOf(fleetOf({ fleet: { hub: undefined } }))).toEqual([]);
  });

  it.each(rows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
