import type { Schema } from "../../../lib/schema/schema.ts";
import * as is from "./keywords.ts";

const host: Schema = { format: "dns-wildcard" };
const network: Schema = { format: "cidr" };

export const services: is.Overlay = {
  Endpoint: { properties: { addresses: { minItems: 1, maxItems: 100 } } },
  EndpointSlice: { properties: { endpoints: { maxItems: 1000 }, ports: { maxItems: 100 } } },
  HTTPIngressPath: { properties: { path: { ...is.absolutePath, ...is.notEmpty } } },
  HTTPIngressRuleValue: { properties: { paths: is.atLeastOne } },
  IPBlock: { properties: { cidr: network, except: { items: network } } },
  Ingress: { required: ["spec"] },
  IngressBackend: is.oneField,
  IngressClass: { required: ["spec"] },
  IngressClassSpec: {
    required: ["controller"],
    properties: { controller: { pattern: "^[a-z0-9.-]+/.+$" } },
  },
  IngressRule: { properties: { host } },
  IngressServiceBackend: { required: ["port"], properties: { name: is.label } },
  IngressSpec: {
    ...is.anyOne("rules", "defaultBackend"),
    properties: { ingressClassName: { ...is.subdomain, ...is.notEmpty } },
  },
  IngressTLS: { properties: { hosts: { items: host }, secretName: is.subdomain } },
  NetworkPolicyPeer: { minProperties: 1 },
  NetworkPolicyPort: { properties: { endPort: is.port, port: is.portReference } },
  NetworkPolicySpec: { properties: { policyTypes: { maxItems: 2 } } },
  Service: { required: ["spec"] },
  ServiceBackendPort: {
    ...is.oneField,
    properties: { name: { format: "port-name" }, number: is.port },
  },
  ServicePort: {
    properties: {
      appProtocol: { ...is.labelKey, ...is.notEmpty },
      name: is.label,
      nodePort: is.optionalPort,
      port: is.port,
      targetPort: { ...is.optionalPort, format: "port-name" },
    },
  },
  ServiceSpec: {
    // Only a headless service and an alias do without ports.
    anyOf: [
      { required: ["ports"], properties: { ports: is.atLeastOne } },
      { required: ["clusterIP"], properties: { clusterIP: { enum: ["None"] } } },
      { required: ["externalName"], properties: { type: { enum: ["ExternalName"] } } },
    ],
    properties: {
      externalIPs: { items: { format: "ip" } },
      externalName: is.subdomain,
      ipFamilies: { items: { enum: ["IPv4", "IPv6"] }, "x-kubernetes-list-type": "set" },
      loadBalancerClass: { ...is.labelKey, ...is.notEmpty },
      loadBalancerSourceRanges: { items: network },
      // One port needs no name; several do.
      ports: { anyOf: [{ items: { required: ["name"] } }, { maxItems: 1 }] },
      selector: is.labels,
    },
  },
  "discovery.v1.EndpointPort": { properties: { name: is.label } },
};
