import { readFileSync } from "node:fs";

/** A change of one object that the API server took. */
export interface Write {
  /** Milliseconds since 1970, with microseconds behind the point: when the request came in. */
  readonly at: number;
  readonly verb: "create" | "update" | "patch" | "delete";
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource?: string;
  readonly userAgent: string;
  readonly status: number;
}

interface AuditEvent {
  readonly verb: Write["verb"];
  readonly requestURI: string;
  readonly requestReceivedTimestamp: string;
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource: string;
    readonly apiGroup?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly subresource?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

/** The changes in an audit log, in the order in which they were asked for; refused ones and dry runs are left out. */
export function readWrites(file: string): Write[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => writeOf(line) ?? [])
    .sort((a, b) => a.at - b.at);
}

function writeOf(line: string): Write | undefined {
  const event = parse(line);
  const { objectRef, requestURI = "" } = event ?? {};
  const status = event?.responseStatus?.code ?? 0;
  if (!objectRef?.name || status >= 300 || /[?&]dryRun=/.test(requestURI)) return undefined;
  const { resource, apiGroup = "", namespace = "", name, subresource } = objectRef;
  return {
    at: milliseconds(event!.requestReceivedTimestamp),
    verb: event!.verb,
    group: apiGroup,
    resource,
    namespace: resource === "namespaces" ? "" : namespace,
    name,
    subresource,
    userAgent: event!.userAgent ?? "",
    status,
  };
}

/** The last line is cut off where the server was killed. */
function parse(line: string): AuditEvent | undefined {
  try {
    return JSON.parse(line) as AuditEvent;
  } catch {
    return undefined;
  }
}

/** Of a time stamp with microseconds, which Date cuts off. */
export function milliseconds(timestamp: string): number {
  const micros = /\.\d{3}(\d{3})/.exec(timestamp)?.[1];
  return Date.parse(timestamp) + Number(micros ?? 0) / 1000;
}
