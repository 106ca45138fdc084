import { image } from "./pipeline.ts";

/** An action of a forge: a commit of a release, for a tag can be moved, and its version for whoever reads it. */
export interface Action {
  readonly name: string;
  readonly commit: string;
  readonly version: string;
}

/** What GitHub and Forgejo do differently. */
export interface Dialect {
  /** Below the root of the repository. */
  readonly path: string;
  /** Where a job runs that needs no more than the image. */
  readonly runsOn: string;
  readonly container?: string;
  /** Before the name of an action: GitHub's own need none. */
  readonly actionsOf: string;
  /** Says what the token of a job may do; Forgejo's is for its repository and no more. */
  readonly hasPermissions: boolean;
  /** Keeps files of a job. */
  readonly upload: Action;
  /** Signs where a file was made. */
  readonly attest?: Action;
}

export const checkout: Action = {
  name: "actions/checkout",
  commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
  version: "v7.0.1",
};

export const cache: Action = {
  name: "actions/cache",
  commit: "27d5ce7f107fe9357f9df03efb73ab90386fccae",
  version: "v5.0.5",
};

export const github: Dialect = {
  path: ".github/workflows/strata.yml",
  runsOn: "ubuntu-24.04",
  actionsOf: "",
  hasPermissions: true,
  upload: {
    name: "actions/upload-artifact",
    commit: "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    version: "v7.0.0",
  },
  attest: {
    name: "actions/attest",
    commit: "1e69f48acb82d1966a394da916b4c1698aa569d6",
    version: "v4.2.2",
  },
};

export const forgejo: Dialect = {
  path: ".forgejo/workflows/strata.yml",
  runsOn: "docker",
  container: image,
  actionsOf: "https://data.forgejo.org/",
  hasPermissions: false,
  // Newer ones refuse servers other than GitHub's.
  upload: {
    name: "actions/upload-artifact",
    commit: "c24449f33cd45d4826c6702db7e49f7cdb9b551d",
    version: "v3.2.1-node20",
  },
};
