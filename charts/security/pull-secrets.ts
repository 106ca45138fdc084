import { defineComponent } from "../../lib/model/component.ts";
// With the capability that it provides.
import type { ImagePulls } from "../parts/pull-secrets.ts";

export interface PullSecretsOptions {
  /** Name of a Secret to the registry that asks for it, with a path or without: `{ acr: "house.azurecr.io" }`. */
  readonly registries: Readonly<Record<string, string>>;
  /** Namespaces whose pods pull from them. @default all environments of the cluster */
  readonly namespaces?: readonly string[];
}

/**
 * Logins of registries, in every namespace that pulls from them: each kept once, as text of Docker's `config.json`. Apps
 * have the one of their images by themselves; charts are told in their values, mostly `imagePullSecrets`.
 */
export const pullSecrets = defineComponent({
  name: "pull-secrets",
  layer: "security",
  about: {
    docs: "https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
  },
  namespace: "default",
  needs: { "secret-store": "each registry asks for a login" },
  provides: {
    "image-pulls": ({ cluster }, { registries, namespaces }: PullSecretsOptions): ImagePulls => ({
      secretOf(image) {
        const found = Object.entries(registries).find(([, at]) => image.startsWith(`${at}/`));
        if (!found) return undefined;
        return { secret: found[0], namespaces: namespaces ?? Object.keys(cluster.environments) };
      },
    }),
  },

  *check({ registries = {}, namespaces }, { environments }) {
    for (const [secret, registry] of Object.entries(registries))
      if (!/^[\w.-]+(:\d+)?(\/[\w.-]+)*$/.test(registry))
        yield `has registry ${secret} "${registry}", which no image starts with; write it as ghcr.io/house`;
    if (Object.keys(registries).length === 0)
      yield 'has no registries; name them, as registries: { acr: "house.azurecr.io" }';
    if ((namespaces ?? Object.keys(environments)).length === 0)
      yield "has no namespaces, and the cluster no environments; name those that pull";
  },

  objects(scope, { registries, namespaces = Object.keys(scope.cluster.environments) }) {
    for (const name of Object.keys(registries))
      for (const namespace of namespaces)
        scope.secret({
          name,
          namespace,
          keys: [".dockerconfigjson"],
          type: "kubernetes.io/dockerconfigjson",
          path: `${scope.cluster.name}/registries/${name}`,
        });
  },
});
