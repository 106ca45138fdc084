import { ApiObject } from "cdk8s";
import { sealedSecrets } from "../../charts/index.ts";
import type { Scope } from "../../lib/model/scope.ts";
import type { AskedSecret } from "../../lib/model/secret.ts";
import type { Change } from "./fleet.ts";
import { component } from "./fleet.ts";

/** A component "app" that asks for a Secret. */
export const asking: Change["app"] = {
  needs: { "secret-store": "it has a password" },
  asks: (scope) => void scope.secret({ name: "login", keys: ["user", "password"] }),
};

/** Who keeps Secrets, with these values sealed. */
export const sealed = (keys: object) =>
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
