import type { Manifest } from "../kubernetes/manifest.ts";
import type { PodRequests, VolumeRequests } from "./run-time.ts";
import type { PodSecurity } from "./cluster-data.ts";
import type { PodPolicy, PodTraffic } from "./traffic.ts";

/**
 * What a component knows of a kind that it brings, or of annotations of a built-in kind that its controllers read.
 * A kind without an entry may name anything and run anything.
 */
export interface KindFacts {
  /** Fields that name other objects. */
  readonly names?: readonly Naming[];
  /** What its controller makes of an object. */
  makes?(manifest: Manifest): readonly Product[];
  /** The pods that its controller runs for an object; none when left out. */
  pods?(manifest: Manifest): readonly PodRequests[];
  /** The volumes that its controller claims for an object, beside its `spec.volumeClaimTemplates`. */
  volumes?(manifest: Manifest): readonly VolumeRequests[];
  /** The strictest Pod Security level that those pods pass. @default that of the component that has the object */
  readonly podSecurity?: PodSecurity;
  /** Its controller runs pods and Services that nobody can foresee: selectors in its namespace prove nothing. */
  readonly runsUnseen?: true;
  /** Argo CD applies none of it by default (`resource.exclusions`): only its controller makes it. */
  readonly isExcluded?: true;
  /** The hostnames that an object answers for. */
  hostnames?(manifest: Manifest): readonly string[];
  /** It selects what is scraped, by `spec.selector` and `spec.namespaceSelector`; the ports stand in this list. */
  readonly scrapes?: { readonly what: "Services" | "pods"; readonly endpoints: string };
  /** What is wrong with an object, as `<what was found>; <what to do>`; `find` shows others of the cluster. */
  check?(manifest: Manifest, find: Find): Iterable<string>;
  /** It is a database or the like: with an object goes the data that it holds. */
  readonly keepsData?: true;
  /** It applies to the pods of its namespace that this selector, a path, selects. */
  readonly appliesTo?: string;
  /** What an object does as a network policy. */
  policies?(manifest: Manifest): readonly PodPolicy[];
  /** What serves the cluster's ingress leads to the Services that an object names. */
  readonly routes?: true;
  /** The traffic of pods that a controller runs for an object; then they are not unforeseen to policies. */
  traffic?(manifest: Manifest, find: Find): readonly PodTraffic[];
}

/** An object by its group, kind, namespace (empty where its kind has none) and name. */
export type Find = (
  group: string,
  kind: string,
  namespace: string,
  name: string,
) => Manifest | undefined;

/** `<group>/<Kind>` to what is known of it; `<group>/*` for every other kind of a group. */
export type Kinds = Readonly<Record<string, KindFacts>>;

/** How an object names another: a path, and how to read what stands there. */
export interface Naming {
  /** As `spec.routes[].services[]` or `metadata.annotations["example.org/issuer"]`; `[]` steps through a list. */
  readonly path: string;
  /** A kind of the core group that stands in namespaces, or any other; a `kind` beside the name counts more. */
  readonly to:
    | "ConfigMap"
    | "PersistentVolumeClaim"
    | "Secret"
    | "Service"
    | "ServiceAccount"
    | { readonly group: string; readonly kind: string; readonly namespaced: boolean };
}

/** That an object brings another into being when its controller acts on it. */
export interface Product {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Keys of a Secret, ports of a Service; unknown when left out. */
  readonly keys?: readonly (string | number)[];
  /** It only adds to an object that another makes. */
  readonly isShared?: true;
}

/** A Secret that a controller makes in the namespace of an object. */
export function madeSecret(
  { metadata }: Manifest,
  name: string,
  keys?: readonly string[],
): Product {
  return { group: "", kind: "Secret", namespace: metadata.namespace ?? "", name, keys };
}
