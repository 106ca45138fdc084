import type { Kinds } from "../../../lib/model/kind.ts";
import { madeSecret } from "../../../lib/model/kind.ts";

export const sealedSecretsKinds: Kinds = {
  "bitnami.com/SealedSecret": {
    makes(manifest) {
      const { encryptedData = {} } = (manifest["spec"] ?? {}) as { encryptedData?: object };
      return [madeSecret(manifest, manifest.metadata.name, Object.keys(encryptedData))];
    },
  },
};
