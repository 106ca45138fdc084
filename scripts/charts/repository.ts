/** A version that a repository has. */
export interface Offer {
  readonly version: string;
  readonly appVersion?: string;
  /** The maintainers advise against it. */
  readonly isDeprecated?: boolean;
}

export interface Download {
  readonly archive: Buffer;
  /** What the repository says the archive's digest is; not all say it. */
  readonly digest?: string;
  /** Whoever stands on the way could have changed it, and the digest with it. */
  readonly isOpen?: boolean;
}

/** Where charts come from. All methods fail with a Failure. */
export interface Repository {
  versions(name: string): Promise<Offer[]>;
  download(name: string, version: string): Promise<Download>;
}
