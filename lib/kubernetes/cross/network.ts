import type { Manifest } from "../manifest.ts";
import { isIPv4, isIPv6 } from "node:net";
import { portIssues } from "./ports.ts";
import { fieldList, fieldsIn, listed, shown } from "./read.ts";
import type { Fields } from "./read.ts";

export function* policyIssues(_: Manifest, spec: Fields): Iterable<string> {
  for (const [direction, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const)
    for (const [i, rule] of fieldList(spec[direction]).entries()) {
      const at = `spec.${direction}[${i}]`;
      for (const [j, { port, endPort }] of fieldList(rule["ports"]).entries())
        if (typeof port === "number" && typeof endPort === "number" && endPort < port)
          yield `${at}.ports[${j}].endPort is ${endPort}, before port ${port}; exchange them`;
      for (const [j, peer] of fieldList(rule[peers]).entries())
        yield* blockIssues(fieldsIn(peer["ipBlock"]), `${at}.${peers}[${j}].ipBlock`);
    }
}

function* blockIssues({ cidr, except }: Fields, at: string): Iterable<string> {
  if (typeof cidr !== "string" || !Array.isArray(except)) return;
  for (const [i, part] of except.entries())
    if (typeof part === "string" && isStrictPart(part, cidr) === false)
      yield `${at}.except[${i}] is ${part}, not a part of ${cidr}; correct one of them`;
}

/** Undefined for what is no network. */
function isStrictPart(part: string, whole: string): boolean | undefined {
  const [inner, outer] = [part, whole].map(networkOf);
  if (!inner || !outer) return undefined;
  const isSameFamily = inner.bits.length === outer.bits.length;
  return (
    isSameFamily &&
    inner.length > outer.length &&
    inner.bits.slice(0, outer.length) === outer.bits.slice(0, outer.length)
  );
}

function networkOf(text: string): { readonly bits: string; readonly length: number } | undefined {
  const [address = "", length] = text.split("/");
  const words = isIPv4(address) ? address.split(".") : isIPv6(address) ? wordsOf(address) : [];
  if (words.length === 0 || !/^\d+$/.test(length ?? "")) return undefined;
  const isFour = words.length === 4;
  const bits = words.map((word) =>
    Number.parseInt(word, isFour ? 10 : 16)
      .toString(2)
      .padStart(isFour ? 8 : 16, "0"),
  );
  return { bits: bits.join(""), length: Number(length) };
}

/** The eight of an IPv6 address. */
function wordsOf(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const [before, after] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean));
  const gap = tail === undefined ? 0 : 8 - before!.length - after!.length;
  return [...before!, ...Array.from({ length: gap }, () => "0"), ...after!];
}

const reserved = /^(?:127\.|0\.0\.0\.0$|169\.254\.|2(?:2[4-9]|3\d)\.|::1?$|fe[89ab]|ff)/i;

export function* sliceIssues(object: Manifest): Iterable<string> {
  const type = String(object["addressType"]);
  for (const [i, { addresses }] of fieldList(object["endpoints"]).entries())
    for (const [j, address] of (Array.isArray(addresses) ? addresses : []).entries()) {
      const path = `endpoints[${i}].addresses[${j}]`;
      const isOther = type === "IPv4" ? !isIPv4(address) : type === "IPv6" && !isIPv6(address);
      if (isOther)
        yield `${path} is "${address}", no address of ${type}; correct it or addressType`;
      else if (type !== "FQDN" && reserved.test(address))
        yield `${path} is ${address}, which no other machine reaches; use an address of the network`;
    }
}

export function* serviceIssues(_: Manifest, spec: Fields): Iterable<string> {
  const { type = "ClusterIP", clusterIP, externalIPs } = spec;
  yield* portIssues(fieldList(spec["ports"]), "spec.ports");
  const isGiven = typeof clusterIP === "string" && clusterIP !== "";
  if (isGiven && type === "ExternalName")
    yield `spec.clusterIP is ${clusterIP}, and a Service of type ExternalName has no address; drop it`;
  if (clusterIP === "None" && (type === "NodePort" || type === "LoadBalancer"))
    yield `spec.clusterIP is None, and a Service of type ${type} needs an address; drop it`;
  for (const [i, address] of (Array.isArray(externalIPs) ? externalIPs : []).entries())
    if (reserved.test(String(address)))
      yield `spec.externalIPs[${i}] is ${shown(address)}, which no other machine reaches; use an address of the network`;
  const { ipFamilies, ipFamilyPolicy } = spec;
  if (type !== "ExternalName" && Array.isArray(ipFamilies) && ipFamilies.length > 1)
    if (ipFamilyPolicy === undefined || ipFamilyPolicy === "SingleStack")
      yield `spec.ipFamilies is ${listed(ipFamilies)} where ipFamilyPolicy is SingleStack; use PreferDualStack or leave one`;
}
