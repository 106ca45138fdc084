import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

const host: Schema = { format: "dns-wildcard" };
const network: Schema = { format: "network" };
/** Types of services that nobody outside of the cluster reaches. */
const inside = ["", "ClusterIP", "ExternalName"];
const name: Schema = { format: "path-segment" };

export const services: is.Overlay = {
  ClientIPConfig: { properties: { timeoutSeconds: { minimum: 1, maximum: 86400 } } },
  Endpoint: {
    properties: {
      addresses: { minItems: 1, maxItems: 100 },
      hostname: { ...is.label, ...is.notEmpty },
      nodeName: { ...is.subdomain, ...is.notEmpty },
    },
  },
  EndpointSlice: {
    anyOf: [
      { properties: { endpoints: { items: { properties: { addresses: { items: is.ip } } } } } },
      { properties: { addressType: { enum: ["FQDN"] } } },
    ],
    properties: {
      endpoints: { maxItems: 1000 },
      ports: { ...is.distinctBy("name"), maxItems: 100 },
    },
  },
  HTTPIngressPath: {
    anyOf: [
      { required: ["path"] },
      { properties: { pathType: { enum: ["ImplementationSpecific"] } } },
    ],
    properties: { path: { format: "url-path", ...is.notEmpty } },
  },
  HTTPIngressRuleValue: { properties: { paths: is.atLeastOne } },
  IPBlock: { properties: { cidr: network, except: { items: network } } },
  Ingress: { required: ["spec"] },
  IngressBackend: {
    ...is.oneField,
    properties: {
      resource: { properties: { apiGroup: { ...is.subdomain, ...is.notEmpty }, kind: name, name } },
    },
  },
  IngressClass: { required: ["spec"] },
  IngressClassSpec: {
    required: ["controller"],
    properties: { controller: { pattern: "^[a-z0-9.-]+/.+$" } },
  },
  // The parameters of a class are the cluster's, or a namespace's.
  IngressClassParametersReference: {
    oneOf: [
      { required: ["namespace", "scope"], properties: { scope: { enum: ["Namespace"] } } },
      {
        not: { required: ["namespace"] },
        properties: { scope: { enum: ["Cluster"] } },
      },
    ],
    properties: {
      apiGroup: { ...is.subdomain, ...is.notEmpty },
      kind: name,
      name,
      namespace: { ...is.label, ...is.notEmpty },
      scope: { enum: ["Cluster", "Namespace"], ...is.notEmpty },
    },
  },
  IngressRule: { properties: { host } },
  IngressServiceBackend: { required: ["port"], properties: { name: is.label } },
  IngressSpec: {
    anyOf: [
      { required: ["rules"], properties: { rules: is.atLeastOne } },
      { required: ["defaultBackend"] },
    ],
    properties: { ingressClassName: { ...is.subdomain, ...is.notEmpty } },
  },
  IngressTLS: { properties: { hosts: { items: host }, secretName: is.subdomain } },
  NetworkPolicyPeer: {
    anyOf: [{ not: { required: ["ipBlock"] } }, { maxProperties: 1 }],
    minProperties: 1,
  },
  // A range of ports begins with a number.
  NetworkPolicyPort: {
    anyOf: [
      { not: { required: ["endPort"] } },
      { required: ["port"], properties: { port: { type: "integer" } } },
    ],
    properties: { endPort: is.port, port: is.portReference, protocol: is.notEmpty },
  },
  NetworkPolicySpec: { properties: { policyTypes: { maxItems: 2 } } },
  Service: { required: ["spec"] },
  ServiceBackendPort: {
    ...is.oneField,
    properties: { name: { format: "port-name", ...is.notEmpty }, number: is.port },
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
    allOf: [
      // Only a headless service and an alias do without ports.
      {
        anyOf: [
          { required: ["ports"], properties: { ports: is.atLeastOne } },
          { required: ["clusterIP"], properties: { clusterIP: { enum: ["None"] } } },
          {
            required: ["type"],
            properties: { type: { enum: ["ExternalName"] } },
          },
        ],
      },
      {
        anyOf: [
          { properties: { type: { not: { enum: ["ExternalName"] } } } },
          { required: ["externalName"], properties: { externalName: is.notEmpty } },
        ],
      },
      is.onlyWith("allocateLoadBalancerNodePorts", "type", "LoadBalancer"),
      is.onlyWith("loadBalancerClass", "type", "LoadBalancer"),
      // The rest is for whom is called from outside.
      {
        anyOf: [
          { properties: { loadBalancerSourceRanges: { maxItems: 0 } } },
          { required: ["type"], properties: { type: { not: { enum: [...inside, "NodePort"] } } } },
        ],
      },
      {
        anyOf: [
          { properties: { externalTrafficPolicy: { maxLength: 0 } } },
          { required: ["type"], properties: { type: { not: { enum: inside } } } },
          { required: ["externalIPs"], properties: { externalIPs: is.atLeastOne } },
        ],
      },
      {
        anyOf: [
          { properties: { ports: { items: { not: { required: ["nodePort"] } } } } },
          { required: ["type"], properties: { type: { not: { enum: inside } } } },
        ],
      },
      is.onlyWith("healthCheckNodePort", "externalTrafficPolicy", "Local"),
    ],
    properties: {
      clusterIP: { format: "cluster-ip" },
      externalIPs: { items: is.ip },
      externalName: is.subdomain,
      healthCheckNodePort: is.optionalPort,
      internalTrafficPolicy: is.notEmpty,
      ipFamilies: { items: { enum: ["IPv4", "IPv6"] }, "x-kubernetes-list-type": "set" },
      ipFamilyPolicy: is.notEmpty,
      loadBalancerClass: { ...is.labelKey, ...is.notEmpty },
      loadBalancerSourceRanges: { items: network },
      // One port needs no name; several do.
      ports: {
        anyOf: [
          { items: { required: ["name"], properties: { name: is.notEmpty } } },
          { maxItems: 1 },
        ],
      },
      selector: is.labels,
      trafficDistribution: {
        enum: ["PreferClose", "PreferSameNode", "PreferSameZone"],
        ...is.notEmpty,
      },
    },
  },
  "discovery.v1.EndpointPort": {
    properties: {
      appProtocol: { ...is.labelKey, ...is.notEmpty },
      name: is.label,
      protocol: is.notEmpty,
    },
  },
};
