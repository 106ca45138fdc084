import type { Known } from "./known.ts";
import { any, workload } from "./known.ts";

/** Strata refuses what the server takes. */
export const stricter: readonly Known[] = [
  {
    kind: any,
    path: /./,
    says: / is null, not (?:a|an) /,
    reason:
      "a null among items is a slip: the server reads it as empty text, zero or an empty object",
  },
  {
    kind: any,
    path: /\.(?:addresses|env|finalizers|hostAliases|imagePullSecrets|volumeLifecycleModes)$/,
    says: /has the \w+ .* of \[\d+\]|is the same as \[\d+\]/,
    reason:
      "the documents call the items unique; a server-side apply refuses twins, a plain create does not",
  },
  {
    kind: /^CSIDriver$/,
    path: /^spec(?:\.tokenRequests)?$/,
    says: / is missing; add it$/,
    reason: "required by the documents; the server takes empty text for it",
  },
  {
    kind: /^StorageClass$/,
    path: /^reclaimPolicy$/,
    says: / is ""; use one of /,
    reason:
      "the server takes an empty text, and nobody says then whether volumes are kept or deleted",
  },
  {
    kind: /^ControllerRevision$/,
    path: /^revision$/,
    says: / is missing; add it$/,
    reason: "required by the documents; the server takes zero for it",
  },
  {
    kind: /^(?:CronJob|Job)$/,
    path: /\.podFailurePolicy(?:\.rules)?$/,
    says: /rules is missing; add it$/,
    reason: "required by the documents; the server takes no rules for it",
  },
  {
    kind: /^LimitRange$/,
    path: /^spec(?:\.limits)?$/,
    says: /limits is missing; add it$/,
    reason: "required by the documents; the server takes no limits for it",
  },
  {
    kind: /^PersistentVolumeClaim$/,
    path: /^spec\.dataSource(?:\.kind)?$/,
    says: /kind is (?:missing; add it|empty; write it)$/,
    reason: "required by the documents; the server drops a data source that is of no kind",
  },
  {
    kind: workload,
    path: /\.preference$|\.sleep(?:\.seconds)?$|\.httpHeaders\[\]\.value$|\.sysctls\[\]\.value$/,
    says: / is missing; add it$/,
    reason:
      "required by the documents; the server takes empty text, zero or an empty object for it",
  },
  {
    kind: workload,
    path: /\.sources\[\]\.(?:clusterTrustBundle|podCertificate)$/,
    says: / is missing; add it$/,
    reason: "the server drops these sources, whose features are off by default",
  },
  {
    kind: /^(?:CronJob|StatefulSet)$/,
    path: /\.(?:jobTemplate|volumeClaimTemplates\[\])\.metadata\.labels(?:\.\w+)?$/,
    says: /not a label (?:key|value)/,
    reason: "found out only when an object is made of the template, in the log of a controller",
  },
  {
    kind: workload,
    path: /(?:template|jobTemplate|volumeClaimTemplates\[\])\.metadata\.(?:finalizers|namespace|ownerReferences)$/,
    says: /not a (?:DNS label|label key)|is missing; add it$/,
    reason: "the server drops it from a template",
  },
  {
    kind: any,
    path: /./,
    says: / is "Gi", not a quantity /,
    reason: "the server takes a unit without a number for zero",
  },
  {
    kind: any,
    path: /\.(?:caBundle|cidr|f|toCIDR)(?:\[\])?$/,
    says: / is an empty list, not a string/,
    reason: "the server takes an empty list for empty text where the text has a format",
  },
  {
    kind: /^HorizontalPodAutoscaler$/,
    path: /\.metric\.selector\.match(?:Labels(?:\.\w+)?|Expressions)$/,
    says: /not a label (?:key|value)|is missing; add it$/,
    reason: "not looked at by the server; the metrics API would refuse it at each evaluation",
  },
  {
    kind: workload,
    path: /\.preferredDuringSchedulingIgnoredDuringExecution\[\]\.preference\.matchExpressions\[\]\.values\[\]$/,
    says: /not a label value/,
    reason:
      "looked at by the server only where the node affinity is required; no node has such a label",
  },
  {
    kind: workload,
    path: /\.envFrom\[\]\.(?:configMap|secret)Ref\.name$/,
    says: / is "x-", not a DNS subdomain/,
    reason: "the server checks it as the beginning of a name; nothing can be called so",
  },
  {
    kind: /^Service$/,
    path: /^spec\.ports\[\]\.nodePort$/,
    says: / outside 0 to 65535/,
    reason: "node ports are not allocated in a dry run; a real create refuses it",
  },
  {
    kind: /^Service$/,
    path: /^spec\.ports$/,
    says: /type is "ExternalName", which is not allowed here/,
    reason: "ports of the nodes that nobody opens for an alias",
  },
  {
    kind: /^Service$/,
    path: /^spec\.externalName$/,
    says: /not a DNS subdomain/,
    reason: "read only by services of another type",
  },
  {
    kind: workload,
    path: /\.spec\.(?:hostname|serviceAccount|subdomain)$/,
    says: /not a DNS (?:label|subdomain)/,
    reason:
      "overwritten before it is looked at: by the StatefulSet's own names, by serviceAccountName",
  },
  {
    kind: workload,
    path: /\.rollingUpdate\.maxUnavailable$|\.stopSignal$/,
    says: /; use |which does not match/,
    reason: "the server drops the field, whose feature is off by default",
  },
  {
    kind: /^Job$/,
    path: /\.onPodConditions$/,
    says: /has 0 entries, fewer than 1/,
    reason: "an empty list beside the other condition says nothing",
  },
  {
    kind: /^Job$/,
    path: /^spec\.selector$/,
    says: /sets selector, which is not allowed here|manualSelector is missing/,
    reason: "an empty selector of a Job is filled in; a CronJob refuses the same",
  },
  {
    kind: /^LimitRange$/,
    path: /^metadata\.name$/,
    says: /name is (?:missing|empty)/,
    reason: "the server does not look, in a dry run, at the name of a LimitRange",
  },
  {
    kind: /^LimitRange$/,
    path: /^spec\.limits\[\]\.\w+\.storage$/,
    says: /not a quantity|use 0 or more/,
    reason: "no claim is smaller than nothing",
  },
];
