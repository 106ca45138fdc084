import { readFileSync } from "node:fs";
import type { Thing } from "./references.ts";
import { defaultClass, network } from "./references.ts";

interface Imported {
  readonly crds: readonly {
    readonly group: string;
    readonly kind: string;
    readonly versions: readonly string[];
  }[];
}

const of = (kind: string, namespace: string, ...names: readonly string[]): Thing[] =>
  names.map((name) => ({ kind, namespace, name }));

/** The kinds that an operator registers by itself. */
function kindsOf(chart: string): Thing[] {
  const imports = new URL("../../imports/charts.json", import.meta.url);
  const { crds } = (JSON.parse(readFileSync(imports, "utf8")) as Record<string, Imported>)[chart]!;
  const names = crds.flatMap(({ group, kind, versions }) =>
    versions.map((version) => `${group}/${version}/${kind}`),
  );
  return of("CustomResourceDefinition", "", ...names);
}

/** What stands in no template: it comes into being when the pods of a chart run, in the namespace of its release. */
export const atRunTime: Readonly<Record<string, (namespace: string) => readonly Thing[]>> = {
  cilium: (at) => [network, ...kindsOf("cilium"), ...of("Secret", at, "hubble-relay-client-certs")],
  longhorn: () => [...of("StorageClass", "", "longhorn"), defaultClass],
  metallb: (at) => of("Secret", at, "metallb-memberlist"),
};
