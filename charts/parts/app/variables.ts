import type { EnvFromSource, EnvVar } from "../../../lib/kubernetes/constructs.ts";
import { variablesIn } from "../../../lib/kubernetes/variables.ts";
import type { ContainerOptions } from "./container-options.ts";
import type { Database } from "./database.ts";

/** Variables in the given order, but each behind those that it names: the kubelet knows no others by then. */
export function variables(
  { environment = {}, secrets = {} }: Pick<ContainerOptions, "environment" | "secrets">,
  databases: readonly Database[] = [],
): EnvVar[] | undefined {
  const given = new Map<string, EnvVar>();
  const add = (texts: typeof environment, keys: typeof secrets): void => {
    for (const [name, value] of Object.entries(texts)) given.set(name, { name, value });
    for (const [name, { secret, key }] of Object.entries(keys))
      given.set(name, { name, valueFrom: { secretKeyRef: { name: secret, key } } });
  };
  for (const database of databases) add(database.environment, database.secrets);
  add(environment, secrets);
  const sorted = new Map<string, EnvVar>();
  const open = new Set<string>();
  const place = (name: string): void => {
    const variable = given.get(name);
    // Variables that name each other in a circle stay as they are; synth tells of the one that comes too late.
    if (!variable || sorted.has(name) || open.has(name)) return;
    open.add(name);
    variablesIn(variable.value ?? "").forEach(place);
    sorted.set(name, variable);
  };
  [...given.keys()].forEach(place);
  return sorted.size > 0 ? [...sorted.values()] : undefined;
}

export function variableSources({
  environmentFrom: { secrets = [], configMaps = [] } = {},
}: ContainerOptions): EnvFromSource[] | undefined {
  const found = [
    ...configMaps.map((name) => ({ configMapRef: { name } })),
    ...secrets.map((name) => ({ secretRef: { name } })),
  ];
  return found.length > 0 ? found : undefined;
}
