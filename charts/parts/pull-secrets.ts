import type { Scope } from "../../lib/model/scope.ts";

declare module "../../lib/model/capability.ts" {
  interface Capabilities {
    /** Images of registries that ask for a login. */
    "image-pulls": ImagePulls;
  }
}

export interface ImagePulls {
  /** Secret with which an image is pulled, and where it is; nothing for an image that anybody may pull. */
  secretOf(
    image: string,
  ): { readonly secret: string; readonly namespaces: readonly string[] } | undefined;
}

/** Names of the Secrets with which images are pulled in the component's namespace. */
export function pullSecretsOf(scope: Scope, images: readonly string[]): readonly string[] {
  if (!scope.has("image-pulls")) return [];
  const pulls = scope.from("image-pulls");
  return images.flatMap((image) => {
    const found = pulls.secretOf(image);
    if (!found) return [];
    const { secret, namespaces } = found;
    if (!namespaces.includes(scope.namespace))
      scope.complain(
        `runs image "${image}", which Secret "${secret}" pulls, but that is not in namespace "${scope.namespace}"; add it to the namespaces of pull-secrets`,
      );
    return secret;
  });
}
