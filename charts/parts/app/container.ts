import type {
  Container,
  Quantity,
  ResourceRequirements,
  VolumeMount,
} from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { ContainerOptions } from "./container-options.ts";
import type { Database } from "./database.ts";
import { fileMounts } from "./files.ts";
import { probesOf } from "./health.ts";
import type { HealthOptions } from "./health-options.ts";
import type { Listening } from "./port-options.ts";
import { portsOf } from "./port-options.ts";
import { containerSecurity } from "./privileges.ts";
import { variables, variableSources } from "./variables.ts";

/** What a container is given beside its own options. */
interface Given {
  readonly mounts: readonly VolumeMount[];
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  readonly databases?: readonly Database[];
  /** Its user and group differ from the pod's. */
  readonly isBeside?: true;
}

type Amounts = Readonly<Record<string, string | undefined>>;

/** What the app's own container has by default (seed 002, lines 1425-1437). */
export const usual: Given["resources"] = {
  requests: { cpu: "250m", memory: "256Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
};

/** What one beside it has. */
export const small: Given["resources"] = {
  requests: { cpu: "50m", memory: "64Mi" },
  limits: { memory: "256Mi" },
};

export function container(
  name: string,
  options: ContainerOptions & Listening & HealthOptions,
  { mounts, resources, databases, isBeside }: Given,
): Container {
  const { image, command, args, workingDirectory, privileges } = options;
  const ports = portsOf(options).map(({ name: port, port: containerPort, protocol }) => ({
    name: port,
    containerPort,
    protocol: protocol === "TCP" ? undefined : protocol,
  }));
  const volumeMounts = [...mounts, ...fileMounts(name, options)];
  return {
    name,
    image,
    command: command && [...command],
    args: args && [...args],
    workingDir: workingDirectory,
    ports: ports.length > 0 ? ports : undefined,
    env: variables(options, databases),
    envFrom: variableSources(options),
    resources: resourcesOf(options, resources),
    ...probesOf(options),
    securityContext: { ...containerSecurity(privileges), ...(isBeside && identityOf(options)) },
    volumeMounts: volumeMounts.length > 0 ? volumeMounts : undefined,
  };
}

/** Who a container beside the app's runs as, where that is somebody else. */
function identityOf({ user, group, privileges }: ContainerOptions): object {
  const isRoot = privileges?.root !== undefined;
  return {
    runAsNonRoot: isRoot ? false : undefined,
    runAsUser: isRoot ? 0 : user === "image" ? undefined : user,
    runAsGroup: group,
  };
}

function resourcesOf(
  { requests, limits, extendedResources = {} }: ContainerOptions,
  preset: Given["resources"],
): ResourceRequirements {
  const extended = Object.entries(extendedResources).map(([name, count]) => [name, String(count)]);
  return {
    requests: quantities(requests ?? preset.requests),
    limits: quantities({ ...(limits ?? preset.limits), ...Object.fromEntries(extended) }),
  };
}

function quantities(amounts: Amounts): Record<string, Quantity> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, amount]) =>
      amount ? [[name, k8s.Quantity.fromString(amount)]] : [],
    ),
  );
}
