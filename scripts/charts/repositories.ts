import type { ArchiveEntry } from "../import/lock.ts";
import { readAccess } from "./access.ts";
import type { Environment } from "./grant.ts";
import { HttpRepository, MirrorDirectory } from "./http-repository.ts";
import type { Client } from "./http.ts";
import { OciRepository } from "./oci-repository.ts";
import type { Repository } from "./repository.ts";
import type { Patience } from "./retry.ts";

export interface RepositoryOptions {
  readonly environment: Environment;
  readonly patience: Patience;
  readonly timeoutSeconds: number;
  /** Used in the place of every repository: an `oci://` prefix or the URL of a directory. */
  readonly mirror?: string;
  /** Registries are spoken to without TLS. */
  readonly isPlain?: boolean;
}

/** The repository of a chart. */
export type RepositoryOf = (chart: Pick<ArchiveEntry, "repository">) => Repository;

/** Opens each repository once, so that its index is read once. */
export function openRepositories(options: RepositoryOptions): RepositoryOf {
  const { environment, patience, timeoutSeconds, mirror, isPlain = false } = options;
  const { toRepository, toRegistry } = readAccess(environment);
  const clientWith = (accessTo: Client["accessTo"]): Client => {
    return { accessTo, patience, timeoutSeconds };
  };
  const known = new Map<string, Repository>();
  const open = (address: string): Repository => {
    if (address.startsWith("oci:"))
      return new OciRepository(address, clientWith(toRegistry), isPlain);
    const Kind = mirror ? MirrorDirectory : HttpRepository;
    return new Kind(address, clientWith(toRepository), openOnce);
  };
  const openOnce = (address: string): Repository => {
    const repository = known.get(address) ?? open(address);
    known.set(address, repository);
    return repository;
  };
  return ({ repository }) => openOnce(mirror ?? repository);
}
