import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { pathKey, type CommentedKeys } from "./comments.ts";

/** A map of which any key is right. */
export const openMap: Schema = { type: "object", additionalProperties: true };

// Fields that charts hand on to Kubernetes as they are, whatever their defaults hold.
const passedOn =
  /(?:annotations|labels|selector|affinity|securityContext|probe|strategy|tlsConfig|^emptyDir|^updatePolicy|^resources|^lifecycle|^dnsConfig|^capabilities|^extraObjects|^extraManifests|^extraDeploy)$/i;

// Numbers that Kubernetes or the program also takes with a unit or as a name.
const numberOrText =
  /(?:port|available|surge|interval|timeout|period|duration|seconds|size|limit|cpu|memory|storage|partition|percent|level|uid|gid|user|group|version|tag|mode)$/i;

// Empty texts that stand for a number left to Kubernetes or the program.
const textOrNumber =
  /(?:port|available|surge|interval|timeout|period|seconds|size|limit|cpu|memory|replicas|count|weight|priority|burst|factor|threshold|retention|nodePort\w*)$/i;

/** Whether a chart's map of this name is a piece of the Kubernetes API. */
export function isPassedOn(name: string): boolean {
  return passedOn.test(name);
}

/** What values a default stands for. */
export function infer(
  value: unknown,
  commented: CommentedKeys,
  path: readonly string[] = [],
): Schema {
  const name = path.at(-1) ?? "";
  if (typeof value === "string")
    return { type: value === "" && textOrNumber.test(name) ? ["number", "string"] : "string" };
  if (typeof value === "number")
    return { type: numberOrText.test(name) ? ["number", "string"] : "number" };
  // False stands for a number that is not set; true would make no sense.
  if (value === false && /(?:limit|seconds)$/i.test(name)) return { type: ["boolean", "number"] };
  if (typeof value === "boolean") return { type: "boolean" };
  if (Array.isArray(value)) return inferList(value, name);
  if (typeof value === "object" && value !== null) return inferMap(value, commented, path);
  return {};
}

function inferList(items: readonly unknown[], name: string): Schema {
  // Charts with such lists also take a map of named objects.
  if (/^extra(?:Objects|Manifests|Deploy)$/.test(name))
    return { type: ["array", "object"], additionalProperties: true };
  if (items.length === 0) return { type: "array" };
  if (items.every((item) => typeof item === "string"))
    return { type: "array", items: { type: "string" } };
  if (items.every((item) => typeof item === "object" && item !== null))
    return { type: "array", items: openMap };
  return { type: "array" };
}

function inferMap(value: object, commented: CommentedKeys, path: readonly string[]): Schema {
  const keys = Object.keys(value);
  const extra = [...(commented.get(pathKey(path)) ?? [])];
  // A slash only occurs in keys of labels and annotations.
  const isData = keys.some((key) => key.includes("/"));
  if (path.length > 0 && (keys.length === 0 || isData || isPassedOn(path.at(-1) ?? "")))
    return openMap;
  const properties = Object.fromEntries(extra.map((key): [string, Schema] => [key, {}]));
  for (const [key, item] of Object.entries(value))
    properties[key] = infer(item, commented, [...path, key]);
  return { type: "object", properties };
}
