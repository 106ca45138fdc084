import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, service } from "../../../support/objects.ts";

const settings = configMap("settings", { level: "info" });

const namespaceRows: readonly Row[] = [
  [
    "one with a slip",
    {
      objects: [
        deployment(),
        service(),
        { ...settings, metadata: { name: "settings", namespace: "appp" } },
      ],
    },
    [
      'home/app: ConfigMap "settings" stands in namespace "appp", which nothing in this cluster makes; did you mean "app"?',
    ],
  ],
  [
    "one that nobody makes, once for all in it",
    {
      objects: [
        deployment({ metadata: { namespace: "shop" } }),
        service({}, { namespace: "shop" }),
      ],
    },
    [
      'home/app: Deployment "web" and 1 more stand in namespace "shop", which nothing in this cluster makes; make it an environment of the cluster or the namespace of a component',
    ],
  ],
  [
    "one with a slip, of a Secret of the bootstrap",
    { cluster: { secretsFromBootstrap: { "ap/login": ["user"] } } },
    [
      'home: secretsFromBootstrap names "ap/login" in a namespace that nothing makes; did you mean "app"?',
    ],
  ],
  [
    "nearly an environment",
    { cluster: { environments: { staging: {} } }, app: { namespace: () => "stagging" } },
    [
      'home/app: stands in namespace "stagging", which is no environment of the cluster; did you mean "staging"?',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "an environment",
    {
      cluster: { environments: { staging: {} } },
      objects: [{ ...settings, metadata: { name: "settings", namespace: "staging" } }],
    },
    [],
  ],
  [
    "one of Kubernetes itself",
    { objects: [{ ...settings, metadata: { name: "settings", namespace: "kube-system" } }] },
    [],
  ],
];

describe("a namespace", () => {
  it.each(namespaceRows)("is refused when it is %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may be %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
