import type { Live } from "./objects.ts";

export interface Source {
  readonly repoURL: string;
  readonly path?: string;
  readonly chart?: string;
  readonly targetRevision?: string;
}

interface Sources {
  readonly source?: Source;
  readonly sources?: readonly Source[];
}

export interface ResourceState {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status?: string;
  readonly health?: { readonly status: string; readonly message?: string };
  /** It lives, and git does not have it. */
  readonly requiresPruning?: boolean;
}

export interface SyncedResource {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Of the sync, `SyncFailed` for one. */
  readonly status?: string;
  readonly hookPhase?: string;
  readonly hookType?: string;
  readonly message?: string;
}

/** An Application as its Argo CD keeps it. */
export interface Application extends Live {
  readonly operation?: object;
  readonly spec: Sources & {
    readonly project?: string;
    readonly destination: { readonly namespace?: string; readonly name?: string };
  };
  readonly status?: {
    readonly sync?: {
      readonly status: string;
      readonly revision?: string;
      readonly revisions?: readonly string[];
      readonly comparedTo?: Sources;
    };
    readonly health?: {
      readonly status: string;
      readonly message?: string;
      readonly lastTransitionTime?: string;
    };
    readonly summary?: { readonly images?: readonly string[] };
    readonly reconciledAt?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly message: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly resources?: readonly ResourceState[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly startedAt?: string;
      readonly finishedAt?: string;
      readonly retryCount?: number;
      readonly syncResult?: Sources & {
        readonly revision?: string;
        readonly revisions?: readonly string[];
        readonly resources?: readonly SyncedResource[];
      };
    };
  };
}

export const applicationKind = "applications.argoproj.io";
