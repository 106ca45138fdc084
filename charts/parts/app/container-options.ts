import type { Privileges } from "./privileges.ts";

/** A key of a Secret in the same namespace. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** What a container is told and what it may use: the same for an app, a sidecar, an init container and a job. */
export interface ContainerOptions {
  /** With a tag or digest; `latest` is refused. */
  readonly image: string;
  /** In place of the image's entrypoint. @default the image's */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** @default the image's */
  readonly workingDirectory?: string;
  /** A value may name other variables as `$(NAME)`, whatever the order; `$$(NAME)` stays as it is. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables out of Secrets. */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** Secrets and ConfigMaps of which every key is a variable. */
  readonly environmentFrom?: {
    readonly secrets?: readonly string[];
    readonly configMaps?: readonly string[];
  };
  /** Path to the text of a file; another text starts new pods. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path to the key of a Secret that is the file. */
  readonly secretFiles?: Readonly<Record<string, SecretKey>>;
  /** Kubernetes quantities. @default 250m and 256Mi, beside an app 50m and 64Mi */
  readonly requests?: { readonly cpu: string; readonly memory: string };
  /** @default 500m and 512Mi, beside an app 256Mi of memory */
  readonly limits?: { readonly cpu?: string; readonly memory: string };
  /** What a device plugin offers: `nvidia.com/gpu`, `gpu.intel.com/i915`, `amd.com/gpu`. */
  readonly extendedResources?: Readonly<Record<`${string}/${string}`, number>>;
  /** User id of the process; `image`: the one that the image names, which is not root. @default 10001 */
  readonly user?: number | "image";
  /** Group id of the process. @default the image's */
  readonly group?: number;
  /** What it may beyond level `restricted`, each with the reason. */
  readonly privileges?: Privileges;
}

/** Where a volume of the pod is mounted. */
export interface Mount {
  readonly path: string;
  /** A directory of the volume in place of all of it. */
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** A container that runs to its end before the others start, one after the other. */
export interface InitContainer extends ContainerOptions {
  /** Volumes of the app by name, and where: a path or more than that. */
  readonly mounts?: Readonly<Record<string, string | Mount>>;
}
