import type { Capability } from "./capability.ts";
import type { Architecture, Cluster, PodSecurity } from "./cluster.ts";
import type { Scope } from "../build/scope.ts";
import type { SecretRequest } from "./secret.ts";

export const layers = [
  "networking",
  "storage",
  "security",
  "platform",
  "observability",
  "apps",
] as const;
export type Layer = (typeof layers)[number];

/** What a component is: a literal that the compiler checks and the engine plans without rendering. */
export interface ComponentDefinition<
  Name extends string,
  Options,
  Needs extends Capability,
  Provides extends Capability,
> {
  readonly name: Name;
  /** The folder it stands in. */
  readonly layer: Layer;
  readonly namespace: string | ((options: Options) => string);
  /** Pod Security level of the namespace; the loosest wins where components share one. `baseline` by default. */
  readonly podSecurity?: PodSecurity;
  /** Capability to the reason why it is needed, in words that finish "it needs <capability>: ". */
  readonly needs?: Readonly<Record<Needs, string>>;
  readonly provides?: readonly Provides[];
  /** Architectures its images exist for; both by default. */
  readonly architectures?: readonly Architecture[];
  /** Distinguishes several placements in one cluster: appended to the name. */
  instance?(options: Options): string | undefined;
  /** Problems of these options on this cluster, as `<what was found>; <what to do>`. */
  check?(options: Options, cluster: Cluster): Iterable<string>;
  /** Adds the objects and the chart. Touches neither disk nor network. */
  build(scope: Scope, options: Options): void;
  /** For providers of `load-balancer`: how a Service asks for one address. */
  addressAnnotations?(address: string): Readonly<Record<string, string>>;
  /** Syncs the cluster itself: its Application deletes nothing, not even when it is taken out. */
  readonly isDeployer?: true;
  /** For providers of `secret-store`: adds, in the consumer's scope, what makes the Secret come into being. */
  secret?(scope: Scope, request: SecretRequest, options: Options): void;
  /**
   * For a controller that unseals what stands in git: `<label>=<value>` of the Secrets in its namespace whose keys it
   * reads when it starts. The bootstrap gives it one of type kubernetes.io/tls before that.
   */
  readonly sealingKeys?: string;
}

/** A component with its options, as a cluster lists it. */
export interface Placement<
  Name extends string = string,
  Needs extends Capability = never,
  Provides extends Capability = never,
> {
  readonly name: Name;
  readonly needs: Readonly<Record<Needs, string>>;
  readonly provides: readonly Provides[];
  readonly definition: AnyDefinition;
  readonly options: unknown;
}

// The parameters are contravariant: only `any` lets every component stand in one list.
// oxlint-disable-next-line no-explicit-any
export type AnyDefinition = ComponentDefinition<string, any, Capability, Capability>;
// oxlint-disable-next-line no-explicit-any
export type AnyPlacement = Placement<string, any, any>;

type OptionArguments<Options> = unknown extends Options
  ? []
  : Partial<Options> extends Options
    ? [options?: Options]
    : [options: Options];

/** Turns a definition into a function of its options. */
export function defineComponent<
  const Name extends string,
  Options = unknown,
  const Needs extends Capability = never,
  const Provides extends Capability = never,
>(
  definition: ComponentDefinition<Name, Options, Needs, Provides>,
): (...options: OptionArguments<Options>) => Placement<Name, Needs, Provides> {
  return (...[options]) => {
    const given = (options ?? {}) as Options;
    const suffix = definition.instance?.(given);
    return {
      name: (suffix ? `${definition.name}-${suffix}` : definition.name) as Name,
      needs: definition.needs ?? ({} as Record<Needs, string>),
      provides: definition.provides ?? [],
      definition: definition as unknown as AnyDefinition,
      options: given,
    };
  };
}

export function namespaceOf({ definition, options }: AnyPlacement): string {
  return typeof definition.namespace === "string"
    ? definition.namespace
    : definition.namespace(options);
}
