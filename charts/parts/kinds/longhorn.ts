import type { Kinds } from "../../../lib/model/kind.ts";

export const longhornKinds: Kinds = {
  "longhorn.io/BackupTarget": { names: [{ path: "spec.credentialSecret", to: "Secret" }] },
  "longhorn.io/Volume": { keepsData: true },
  "longhorn.io/*": {},
};
