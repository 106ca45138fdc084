/** What people are told of a component beside its summary: docs/catalogue.md shows it. */
export interface About {
  /** Address of its makers' documentation. */
  readonly docs?: string;
  /** How the first person gets in: by a Secret of its namespace, or in words that stand alone. */
  readonly login?: Login | string;
}

export interface Login {
  /** Where the Secret does not say it. */
  readonly user?: string;
  readonly secret: string;
  /** Keys that are shown, the user's before the password's. */
  readonly keys: readonly string[];
}
