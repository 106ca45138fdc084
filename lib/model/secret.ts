/** A Secret that a component needs: names only, a value never passes through here. */
export interface SecretRequest {
  readonly name: string;
  /** Where it is read. @default the component's namespace */
  readonly namespace?: string;
  /** Keys of the Secret. In the store each is a property of the same name. */
  readonly keys: readonly string[];
  /** Where the store keeps it; `<cluster>/<namespace>/<name>` by default. */
  readonly path?: string;
  readonly type?: string;
  /** Its reader finds it by label whenever it comes: no workload waits for it. */
  readonly foundByLabel?: true;
  /** The bootstrap of a cluster makes it, of what that cluster gives it: no store is asked. */
  readonly madeByBootstrap?: true;
  readonly labels?: Readonly<Record<string, string>>;
  /** Further keys, built from the stored ones in the store's own template language. */
  readonly template?: Readonly<Record<string, string>>;
}

/** What consumers write into their objects and values. */
export interface SecretReference {
  readonly name: string;
  readonly keys: readonly string[];
}

/** The same as a secret store is asked for it. */
export interface AskedSecret extends SecretRequest {
  readonly cluster: string;
  readonly namespace: string;
}
