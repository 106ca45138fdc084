import { readFileSync } from "node:fs";
import { milliseconds, readWrites } from "./audit.ts";

interface LogLine {
  readonly msg: string;
  readonly time: string;
  readonly kind?: string;
  readonly name?: string;
}

/**
 * Milliseconds between each change that a root made to a child Application since a moment, as the API server's audit log
 * has it, and the application-controller seeing it, as its own log has it; shortest first.
 */
export function lagsOf(auditLog: string, controllerLog: string, since: number): number[] {
  const seen = Map.groupBy(sightingsIn(controllerLog), ({ name }) => name);
  return readWrites(auditLog)
    .filter(
      ({ at, resource, userAgent, subresource }) =>
        at >= since &&
        resource === "applications" &&
        !subresource &&
        // The controller's own writes go by another name.
        userAgent.startsWith("argocd/"),
    )
    .flatMap(({ at, name }) => {
      const sighting = seen.get(name)?.find((one) => one.at >= at);
      return sighting ? [sighting.at - at] : [];
    })
    .sort((a, b) => a - b);
}

function sightingsIn(controllerLog: string): { readonly name: string; readonly at: number }[] {
  return readFileSync(controllerLog, "utf8")
    .split("\n")
    .filter((line) => line.includes("caused by object update"))
    .map((line) => JSON.parse(line) as LogLine)
    .flatMap(({ kind, name, time }) =>
      kind === "Application" && name ? [{ name, at: milliseconds(time) }] : [],
    );
}
