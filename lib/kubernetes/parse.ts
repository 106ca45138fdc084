import { CORE_SCHEMA, NOT_RESOLVED, defineScalarTag, mergeTag } from "js-yaml";
import { readAllYaml } from "../outside/text.ts";
import type { Manifest } from "./manifest.ts";

const digits = "+-.0123456789".split("");

const nothing = scalar<null>("null", ["", "~", "n", "N"], (source) =>
  /^(?:~|null|Null|NULL|)$/.test(source) ? null : NOT_RESOLVED,
);

const boolean = scalar("bool", "yYnNtTfFoO".split(""), (source) => {
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  return /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source) ? false : NOT_RESOLVED;
});

const integer = /^[-+]?(?:0x[0-9a-fA-F_]+|0b[01_]+|0o?[0-7_]+|[1-9][0-9_]*|0)$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const number = scalar("float", digits, (source) => {
  if (integer.test(source)) return integerOf(source.replaceAll("_", ""));
  const value = decimal.test(source) ? Number(source) : Infinity;
  return Number.isFinite(value) ? value : NOT_RESOLVED;
});

/** Go's rules: a leading zero means octal. */
function integerOf(source: string): number {
  const [, sign, rest] = /^([-+]?)(.*)$/.exec(source)!;
  const value = /^0[0-7]/.test(rest!) ? Number(`0o${rest!.slice(1)}`) : Number(rest);
  return sign === "-" ? -value : value;
}

function scalar<Result>(
  name: string,
  implicitFirstChars: readonly string[],
  resolve: (source: string) => Result | typeof NOT_RESOLVED,
): ReturnType<typeof defineScalarTag<Result>> {
  const identify = (): boolean => false;
  const options = { implicit: true, implicitFirstChars, resolve, identify };
  return defineScalarTag(`tag:yaml.org,2002:${name}`, options);
}

/**
 * YAML as Kubernetes reads it (sigs.k8s.io/yaml): `yes` and `n` are booleans, 0644 is octal, dates are text, and there
 * are no numbers to the base of 60. A reader of YAML 1.2 would see other objects.
 */
const asKubernetes = CORE_SCHEMA.withTags(mergeTag, nothing, boolean, number, noInteger());

/** The schema looks for integers first, and would find 0644 to be decimal. */
function noInteger(): ReturnType<typeof scalar> {
  return scalar("int", [], () => NOT_RESOLVED);
}

/** The objects of a YAML stream; empty documents are left out. Throws a BadText. */
export function parseObjects(text: string): Manifest[] {
  const documents = readAllYaml(text, { schema: asKubernetes });
  return documents.filter((document) => document !== null && document !== undefined) as Manifest[];
}
