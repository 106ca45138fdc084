import { createHash } from "node:crypto";
import type { ChartRequest } from "../request.ts";
import { inOrder } from "./fields.ts";
import type { ChartRecord } from "./record.ts";

/** Changes with what is kept of an object, and with what Helm is told beside the request. */
const format = 1;

/**
 * A hash of everything that Helm's output depends on, but for Helm and the archive themselves: the one changes little,
 * the other goes with its version.
 */
export function inputsOf(request: ChartRequest): string {
  const inputs = known.get(request) ?? hashOf(request);
  known.set(request, inputs);
  return inputs;
}

const known = new WeakMap<ChartRequest, string>();

function hashOf(request: ChartRequest): string {
  const { chart, content, skipsCrds, releaseName, namespace, values } = request;
  const { name, version } = chart;
  const { kubernetesVersion, apiVersions } = request;
  const told = { releaseName, namespace, values, kubernetesVersion, apiVersions };
  const inputs = {
    name,
    version,
    ...(content && { content }),
    ...(skipsCrds && { skipsCrds }),
    ...told,
  };
  const text = JSON.stringify([format, inOrder(inputs)]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Whether a record is of this version and of what Helm would be told now. */
export function isCurrent(record: ChartRecord | undefined, request: ChartRequest): boolean {
  return record?.inputs === inputsOf(request);
}
