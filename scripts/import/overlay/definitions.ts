import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

const label: Schema = { format: "dns-1035-label", ...is.notEmpty };
/** A word of a language, as of a label in any case. */
const word: Schema = { pattern: "^[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?$", maxLength: 63 };

/** What brings further kinds. */
export const definitions: is.Overlay = {
  APIService: { required: ["spec"] },
  // Without a service it is of the API server itself, which nobody writes.
  APIServiceSpec: {
    ...is.onlyWith("insecureSkipTLSVerify", "service"),
    required: ["group", "version"],
    properties: {
      group: is.subdomain,
      groupPriorityMinimum: { minimum: 1, maximum: 20000 },
      version: label,
      versionPriority: { minimum: 1, maximum: 1000 },
    },
  },
  ControllerRevision: { required: ["data"], properties: { revision: is.notNegative } },
  CustomResourceColumnDefinition: {
    properties: {
      jsonPath: { pattern: "^[.]" },
      name: is.notEmpty,
      format: {
        enum: ["", "byte", "date", "date-time", "double", "float", "int32", "int64", "password"],
      },
      type: { enum: ["boolean", "date", "integer", "number", "string"] },
    },
  },
  CustomResourceConversion: {
    anyOf: [
      { required: ["webhook"], properties: { strategy: { enum: ["Webhook"] } } },
      { not: { required: ["webhook"] }, properties: { strategy: { enum: ["None"] } } },
    ],
  },
  CustomResourceDefinitionNames: {
    properties: {
      categories: { items: label },
      kind: { ...word, ...is.notEmpty },
      listKind: word,
      plural: label,
      shortNames: { items: label },
      singular: { format: "dns-1035-label" },
    },
  },
  CustomResourceDefinitionSpec: {
    properties: {
      group: { ...is.subdomain, ...is.notEmpty },
      preserveUnknownFields: { enum: [false] },
      scope: { enum: ["Cluster", "Namespaced"] },
      versions: { ...is.atLeastOne, ...is.distinctBy("name") },
    },
  },
  CustomResourceDefinitionVersion: {
    ...is.onlyWith("deprecationWarning", "deprecated", true),
    required: ["schema"],
    properties: { name: label },
  },
  CustomResourceValidation: { required: ["openAPIV3Schema"] },
  VolumeAttributesClass: {
    required: ["parameters"],
    properties: {
      driverName: { format: "annotation-key", ...is.notEmpty },
      parameters: { minProperties: 1, propertyNames: { format: "any-key" } },
    },
  },
  "apiregistration.v1.ServiceReference": {
    required: ["name", "namespace"],
    properties: { name: is.notEmpty, namespace: is.notEmpty, port: is.port },
  },
  "apiextensions.v1.ServiceReference": {
    properties: {
      name: is.notEmpty,
      namespace: is.notEmpty,
      path: { format: "hook-path" },
      port: is.port,
    },
  },
};
