import type { Kinds } from "../../../lib/model/kind.ts";

export const longhornKinds: Kinds = {
  "longhorn.io/BackingImage": { names: [{ path: "spec.secret", to: "Secret" }] },
  "longhorn.io/BackupTarget": { names: [{ path: "spec.credentialSecret", to: "Secret" }] },
  "longhorn.io/Volume": { keepsData: true },
  "longhorn.io/*": {},
};
