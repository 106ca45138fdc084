/** Something that a check found. An error is broken now; a warning will be, or has been. */
export interface Finding {
  readonly level: "error" | "warning";
  /** What is broken: `Pod monitoring/grafana-0`. */
  readonly subject: string;
  readonly message: string;
  /** A command that says more, or mends it. */
  readonly next: string;
}

/** One check of a cluster. */
export interface Section {
  readonly title: string;
  /** What was looked at, in words: `7 nodes`. */
  readonly looked: string;
  readonly findings: readonly Finding[];
}

export interface ClusterHealth {
  readonly cluster: string;
  readonly sections: readonly Section[];
}
