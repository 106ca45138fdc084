import type { AskedPassword } from "../../lib/model/capability.ts";
import type { HttpIngressPath } from "../../lib/kubernetes/constructs.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import { recordAnnotations } from "./dns.ts";
import { addRoutes } from "./gateway.ts";
import type { Scope } from "../../lib/model/scope.ts";

export interface IngressOptions {
  readonly service: string;
  /** Of the Ingress. @default the Service's */
  readonly name?: string;
  readonly port: string | number;
  /** Its number, by which a route asks for it. @default `port`, where that is one */
  readonly number?: number;
  readonly host: string;
  /** With everything below it. @default "/" */
  readonly path?: string;
  /** Where its name leads. @default the address that serves the cluster's Ingress objects */
  readonly target?: string;
  /** What it asks for. @default nobody is asked */
  readonly password?: AskedPassword;
  /** Another Ingress of the Service, with the same host, asks for the certificate. */
  readonly sharesCertificate?: boolean;
  /** Also from the internet, by what the cluster has for that. @default from the house alone */
  readonly exposure?: Exposure;
}

export type Exposure = "public";

/** What an Ingress is given beside its hosts. */
type Asked = Pick<
  IngressOptions,
  "name" | "target" | "exposure" | "password" | "sharesCertificate"
>;

/** An Ingress of the cluster's class with a certificate of the cluster's issuer; the cluster's DNS reads its host. */
export function ingress(
  scope: Scope,
  { service, port, number, host, path = "/", ...asked }: IngressOptions,
): void {
  const numbers = number === undefined ? {} : { [port]: number };
  ingressOf(scope, service, { [host]: { [path]: port } }, { ...asked, numbers });
}

type Hosts = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/**
 * The same for several hosts: to each path the port that answers there. Where a Gateway serves them, they become routes,
 * but for what only an Ingress can ask for.
 */
export function ingressOf(
  scope: Scope,
  service: string,
  hosts: Hosts,
  { numbers = {}, ...asked }: Asked & { readonly numbers?: Numbers } = {},
): void {
  const gateway = scope.has("ingress") ? scope.from("ingress").gateway : undefined;
  const special = ingressAlone.filter((one) => asked[one] !== undefined);
  const needsIngress = special.length > 0;
  if (!gateway || (needsIngress && gateway.servesIngress)) addIngress(scope, service, hosts, asked);
  else if (!needsIngress) addRoutes(scope, gateway, service, numbered(hosts, numbers));
  else
    scope.complain(
      `asks for ${special.join(" and ")} of "${Object.keys(hosts)[0]}", which no route of a Gateway can say; leave that out, or serve Ingress objects, too`,
    );
}

/** What no route can say. */
const ingressAlone = ["target", "password", "exposure"] as const;

/** Numbers of a Service's ports by their names. */
type Numbers = Readonly<Record<string, number>>;

function numbered(hosts: Hosts, numbers: Numbers): Record<string, Record<string, number>> {
  const numberOf = (port: string | number): number =>
    typeof port === "number" ? port : numbers[port]!;
  return mapped(hosts, (paths) => mapped(paths, numberOf));
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function addIngress(scope: Scope, service: string, hosts: Hosts, asked: Asked): void {
  const { className, issuer } = scope.cluster.ingress ?? {};
  const { name = service } = asked;
  new k8s.KubeIngress(scope, `${name}-ingress`, {
    metadata: {
      name,
      annotations: ingressAnnotations(scope, asked),
    },
    spec: {
      ingressClassName: className,
      tls: issuer ? [{ hosts: Object.keys(hosts), secretName: `${service}-tls` }] : undefined,
      rules: Object.entries(hosts).map(([host, ports]) => ({
        host,
        http: { paths: Object.entries(ports).map(([path, port]) => pathTo(service, path, port)) },
      })),
    },
  });
}

/** With which an Ingress asks for its certificate, and for a record that leads elsewhere. */
export function ingressAnnotations(
  scope: Scope,
  { target, exposure, password, sharesCertificate }: Asked = {},
): Record<string, string> | undefined {
  const { issuer } = scope.cluster.ingress ?? {};
  const annotations = {
    ...(issuer && !sharesCertificate && certificatesOf(scope, issuer)),
    ...(target && recordAnnotations(scope, { target })),
    ...(password && scope.from("ingress").asksPassword?.(scope, password)),
    ...(exposure && publicAnnotations(scope)),
  };
  return Object.keys(annotations).length > 0 ? annotations : undefined;
}

/** Nobody leads in where there is no way; synth says so. */
function publicAnnotations(scope: Scope): Readonly<Record<string, string>> {
  scope.need("public-ingress", "one of its hosts is served to the internet");
  return scope.has("public-ingress") ? scope.from("public-ingress").annotations : {};
}

function pathTo(service: string, path: string, port: string | number): HttpIngressPath {
  const to = typeof port === "string" ? { name: port } : { number: port };
  return { path, pathType: "Prefix", backend: { service: { name: service, port: to } } };
}

/** Nobody signs where there is no issuer; synth says so. */
function certificatesOf(scope: Scope, issuer: string): Record<string, string> | undefined {
  if (!scope.has("certificate-issuer")) return undefined;
  return { ...scope.from("certificate-issuer").ingressAnnotations(issuer) };
}
