import { ApiObject } from "cdk8s";
import { describe, expect, it } from "vitest";
import { sealedSecrets } from "../../../../charts/index.ts";
import type { Scope } from "../../../../lib/model/scope.ts";
import type { AskedSecret } from "../../../../lib/model/secret.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";

const asking: Change["app"] = {
  needs: { "secret-store": "it has a password" },
  asks: (scope) => void scope.secret({ name: "login", keys: ["user", "password"] }),
};

const sealed = (keys: object) =>
  component("sealed-secrets", {
    provides: {
      "secret-store": {
        secret: (scope: Scope, { name }: AskedSecret) =>
          void new ApiObject(scope, `secret-${name}`, {
            apiVersion: "bitnami.com/v1alpha1",
            kind: "SealedSecret",
            metadata: { name },
            spec: { encryptedData: keys },
          }),
      },
    },
    chart: "sealed-secrets",
    kinds: sealedSecrets().definition.kinds,
  });

const secretRows: readonly Row[] = [
  [
    "nobody keeps secrets",
    { app: { ...asking, needs: {} } },
    [
      'home/app: asks for Secret "login", but nothing in this cluster provides secret-store; add a component that does or list "app/login" in secretsFromBootstrap',
    ],
  ],
  [
    "nobody keeps secrets, though it needs that",
    { app: asking },
    [
      "home/app: needs secret-store (it has a password), which nothing in this cluster provides; add a component that does or drop app",
    ],
  ],
  [
    "the bootstrap makes only others",
    { app: asking, cluster: { secretsFromBootstrap: { "app/other": ["a"] } } },
    [
      'home/app: asks for Secret "login", but nothing in this cluster provides secret-store; add a component that does or list "app/login" in secretsFromBootstrap',
    ],
  ],
  [
    "the bootstrap makes only one of the keys",
    { app: asking, cluster: { secretsFromBootstrap: { "app/login": ["user"] } } },
    [
      'home/app: asks for password of Secret "login", for which secretsFromBootstrap holds no value; give it one for "app/login"',
    ],
  ],
  [
    "a key is not sealed",
    { app: asking, components: [sealed({ user: "AgB" })] },
    [
      'home/app: asks for password of Secret "login", for which sealed-secrets holds no value; give it one for "app/login"',
    ],
  ],
];

describe("a Secret that a component asks for", () => {
  it.each(secretRows)("is missing when %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
