/** Parts of objects as the API server answers them: what operations read of them, no more. */
export interface Live {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface Node extends Live {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly nodeInfo?: { readonly kubeletVersion?: string };
    readonly allocatable?: { readonly memory?: string };
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface Terminated {
  readonly reason?: string;
  readonly exitCode: number;
  readonly finishedAt?: string;
}

export interface Pod extends Live {
  readonly spec: {};
  readonly status: {
    readonly phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface Service extends Live {
  readonly spec: {
    readonly type?: string;
    readonly selector?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly Ingress[] } };
}

interface Ingress {
  readonly ip?: string;
  readonly hostname?: string;
}

export interface IngressObject extends Live {
  readonly spec: { readonly rules?: readonly { readonly host?: string }[] };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly Ingress[] } };
}

export interface EndpointSlice extends Live {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

export interface Claim extends Live {
  readonly spec: { readonly storageClassName?: string; readonly volumeName?: string };
  readonly status?: { readonly phase?: string };
}

export interface Volume extends Live {
  readonly spec: { readonly claimRef?: { readonly namespace: string; readonly name: string } };
  readonly status?: { readonly phase?: string; readonly message?: string };
}

export interface Certificate extends Live {
  readonly spec: { readonly secretName: string };
  readonly status?: { readonly notAfter?: string; readonly conditions?: readonly Condition[] };
}

export interface StatefulSet extends Live {
  readonly spec: {
    readonly replicas?: number;
    readonly podManagementPolicy?: string;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}

export interface Event extends Live {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((one) => one.type === type);
}

/** `<namespace>/<name>`, or the name of what has no namespace. */
export function placeOf({ metadata }: Live): string {
  return metadata.namespace === undefined
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`;
}
