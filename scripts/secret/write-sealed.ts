import type { Sealing } from "./certificate.ts";
import { publicKeyFor } from "./certificate.ts";
import { seal } from "./seal.ts";
import { readSealed, sealedPath, sorted, writeWhole } from "./sealed-file.ts";
import type { SecretUse } from "./uses.ts";
import type { Values } from "./values.ts";

/** Seals values for one Secret and writes them into the data; other keys stay as they are. */
export async function writeSealed(use: SecretUse, values: Values, sealing: Sealing): Promise<void> {
  const { cluster, namespace, name } = use;
  const key = await publicKeyFor(use, sealing);
  const path = sealedPath(cluster.name);
  const sealed = readSealed(path);
  const at = `${namespace}/${name}`;
  const fresh = Object.entries(values).map(([one, value]) => [
    one,
    seal(value, namespace, name, key),
  ]);
  sealed[at] = sorted({ ...sealed[at], ...(Object.fromEntries(fresh) as Record<string, string>) });
  writeWhole(path, `${JSON.stringify(sorted(sealed), null, 2)}\n`);
}
