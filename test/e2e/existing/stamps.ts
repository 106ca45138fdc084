import type { Write } from "../audit.ts";
import type { Kube, KubeObject } from "../kube.ts";
import { readContents } from "./contents.ts";

/**
 * What Argo CD wrote, from what the objects say of themselves where no audit log does: when each was made, and when
 * Argo CD changed it last, both at the end of the second that they name.
 */
export async function writesFromStamps(kube: Kube): Promise<Write[]> {
  return [...(await readContents(kube))].flatMap(([path, object]) => writesOf(path, object));
}

export function writesOf(path: string, { metadata }: KubeObject): Write[] {
  const entries = metadata.managedFields ?? [];
  const own = entries.find(({ manager }) => manager === "argocd-controller");
  if (!own) return [];
  const [, group = "", resource = ""] =
    /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/(?=.+\/))?([^/]+)\//.exec(path) ?? [];
  const { name, namespace = "", creationTimestamp } = metadata;
  const isMadeByOther = entries.some(({ manager }) => manager === "e2e");
  const times = [isMadeByOther ? undefined : creationTimestamp, own.time];
  const common = { verb: "patch", group, resource, namespace, name, status: 200 } as const;
  return [...new Set(times)].flatMap((time) =>
    time ? [{ ...common, at: Date.parse(time) + 999, userAgent: own.manager }] : [],
  );
}
