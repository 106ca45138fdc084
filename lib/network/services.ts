import type { Manifest } from "../kubernetes/manifest.ts";
import { identity } from "../kubernetes/manifest.ts";
import type { Port } from "./reach.ts";
import type { FoundWay, Way } from "./way.ts";
import type { World } from "./world.ts";

interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: number | string;
    readonly protocol?: string;
  }[];
}

export function serviceOf(
  { services }: World,
  namespace: string,
  name: string,
): Manifest | undefined {
  return services.get(identity("", "Service", namespace, name));
}

/** The way to the pods behind a Service, at one of its ports, by name or number, or at all of them. */
export function leadTo(
  { metadata, spec }: Manifest,
  port: string | number | undefined,
  way: Pick<Way, "from" | "reason">,
): FoundWay[] {
  const { selector, ports = [] } = (spec ?? {}) as ServiceSpec;
  // Somebody else says where such a Service leads.
  if (!selector) return [];
  const meant = ports.filter((one) => port === undefined || one.port === port || one.name === port);
  if (meant.length === 0) return [];
  const { name, namespace = "" } = metadata;
  return [
    {
      ...way,
      to: { namespace, selector: { matchLabels: selector }, name },
      ports: meant.map(targetOf),
    },
  ];
}

export function targetOf({
  port,
  targetPort = port,
  protocol = "TCP",
}: NonNullable<ServiceSpec["ports"]>[number]): Port {
  return { port: targetPort, protocol };
}
