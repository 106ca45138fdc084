import { valueAt } from "../paths.ts";
import { chosen } from "./services.ts";
import { isService, type Update } from "./update.ts";

/** Objects may be stored in a version that once was the one for it. */
export function lostVersions({ old, own }: Update): string[] {
  if (own.kind !== "CustomResourceDefinition") return [];
  const [were, are] = [old, own].map(
    ({ spec }) => ((spec as { versions?: unknown })?.versions ?? []) as readonly Version[],
  );
  const lost = were!.find(
    ({ name, storage }) => storage && !are!.some((version) => version.name === name),
  );
  return lost
    ? [
        `drops version ${lost.name}, in which objects are stored; keep it with "served: false" until they are stored otherwise`,
      ]
    : [];
}

interface Version {
  readonly name: string;
  readonly storage?: boolean;
}

/** helm#6378: a Service keeps the address that it was given, or that it has none. */
export function addressChange({ old, own, fresh }: Update): string[] {
  if (!isService(own)) return [];
  const [was, is, asked] = [old, own, fresh].map((service) =>
    valueAt(service, ["spec", "clusterIP"]),
  );
  if (was === undefined || asked === undefined || (was === is && is === asked)) return [];
  if (asked === chosen && was !== "None") return [];
  return [
    `changes spec.clusterIP from ${shownAddress(was)} to ${shownAddress(asked)}, and a Service keeps the address that it was given; give it another name`,
  ];
}

function shownAddress(address: unknown): string {
  if (address === "None") return "none";
  return address === chosen ? "one" : String(address);
}
