import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const inProject = fileURLToPath(new URL("../../.charts", import.meta.url));

/** What names an archive. */
export interface ArchiveName {
  readonly name: string;
  readonly version: string;
}

/** The directory of chart archives: STRATA_CHARTS, or `.charts` of the project. */
export function storeDirectory(): string {
  return process.env["STRATA_CHARTS"] || inProject;
}

/** `<name>-<version>.tgz`, as `helm package` names it. */
export function archiveName({ name, version }: ArchiveName): string {
  return `${name}-${version}.tgz`;
}

export function archivePath(store: string, chart: ArchiveName): string {
  return join(store, archiveName(chart));
}

/** The digest of an archive as charts.lock.yaml and OCI registries write it: `sha256:<hex>`. */
export function digestOf(archive: Uint8Array): string {
  return `sha256:${createHash("sha256").update(archive).digest("hex")}`;
}
