import type { Probe } from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Check, HealthOptions, ProbeOptions, Question, Timing } from "./health-options.ts";
import type { Listening } from "./port-options.ts";
import { portsOf } from "./port-options.ts";

const timings = {
  // A slow start is no failure.
  startup: { periodSeconds: 5, failureThreshold: 30 },
  readiness: {},
  liveness: { periodSeconds: 20 },
} as const satisfies Record<string, Timing>;

type Moment = keyof typeof timings;

/** The probes of a container. */
export function probesOf(
  options: HealthOptions & Listening,
): Readonly<Record<`${Moment}Probe`, Probe | undefined>> {
  const general = checkOf(options);
  const probe = (moment: Moment): Probe | undefined => {
    const own = options.probes?.[moment];
    return own === false ? undefined : merged(general, own, timings[moment], options);
  };
  return {
    startupProbe: probe("startup"),
    readinessProbe: probe("readiness"),
    livenessProbe: probe("liveness"),
  };
}

/** The ports that probes ask by gRPC: of others, whose names stand in the object, a rule tells. */
export function grpcPorts(options: HealthOptions & Listening): string[] {
  const { startup, readiness, liveness } = options.probes ?? {};
  return [checkOf(options), startup, readiness, liveness].flatMap((check) =>
    check && isCheck(check) && "grpc" in check ? [check.grpc] : [],
  );
}

function checkOf({ health, ...listening }: HealthOptions & Listening): Check | undefined {
  if (health === false) return undefined;
  if (typeof health === "string") return { path: health };
  if (health) return health;
  const ports = portsOf(listening);
  const open = ports.find(({ protocol }) => protocol === "TCP");
  if (ports.some(({ name }) => name === "http")) return { path: "/" };
  return open && { tcp: open.name };
}

function merged(
  general: Check | undefined,
  own: Exclude<ProbeOptions, false> | undefined,
  timing: Timing,
  listening: Listening,
): Probe | undefined {
  const asked = own && isCheck(own) ? own : general;
  if (!asked) return undefined;
  return { ...timing, ...timingOf(asked), ...(own && timingOf(own)), ...handler(asked, listening) };
}

function isCheck(options: Check | Timing): options is Check {
  return ["path", "tcp", "exec", "grpc"].some((question) => question in options);
}

function timingOf(options: Timing): Timing {
  const words = [
    "initialDelaySeconds",
    "periodSeconds",
    "timeoutSeconds",
    "failureThreshold",
    "successThreshold",
  ] as const;
  const given = words.filter((word) => options[word] !== undefined);
  return Object.fromEntries(given.map((word) => [word, options[word]]));
}

function handler(question: Question, listening: Listening): Probe {
  if ("exec" in question) return { exec: { command: [...question.exec] } };
  if ("tcp" in question) return { tcpSocket: { port: k8s.IntOrString.fromString(question.tcp) } };
  if ("grpc" in question) {
    // The one probe that takes no name; a name that is none is told where the options are read.
    const port = portsOf(listening).find(({ name }) => name === question.grpc)?.port ?? 1;
    return { grpc: { port, service: question.service } };
  }
  const { path, port = "http", scheme, headers } = question;
  const httpHeaders = headers && Object.entries(headers).map(([name, value]) => ({ name, value }));
  return { httpGet: { path, port: k8s.IntOrString.fromString(port), scheme, httpHeaders } };
}
