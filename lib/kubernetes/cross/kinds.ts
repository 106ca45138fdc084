import type { Manifest } from "../manifest.ts";
import { groupOf } from "../manifest.ts";
import { jobIssues } from "./jobs.ts";
import { limitIssues, quotaIssues } from "./limits.ts";
import { policyIssues, serviceIssues, sliceIssues } from "./network.ts";
import { fieldList, fieldsIn, shown } from "./read.ts";
import type { Fields } from "./read.ts";

type Issues = (object: Manifest, spec: Fields) => Iterable<string>;

function* deploymentIssues(_: Manifest, spec: Fields): Iterable<string> {
  const { progressDeadlineSeconds: deadline = 600, minReadySeconds: ready = 0 } = spec;
  if (Number(deadline) <= Number(ready))
    yield `spec.progressDeadlineSeconds is ${shown(deadline)}, no more than minReadySeconds ${shown(ready)}; raise it`;
}

function* daemonIssues(_: Manifest, spec: Fields): Iterable<string> {
  const { type = "RollingUpdate", rollingUpdate } = fieldsIn(spec["updateStrategy"]);
  if (type !== "RollingUpdate") return;
  const { maxSurge = 0, maxUnavailable = 1 } = fieldsIn(rollingUpdate);
  const [more, less] = [maxSurge, maxUnavailable].map(
    (share) => Number.parseInt(String(share), 10) > 0,
  );
  const path = "spec.updateStrategy.rollingUpdate";
  if (more && less)
    yield `${path}.maxSurge is ${shown(maxSurge)} beside maxUnavailable ${shown(maxUnavailable)}; set one of them to 0`;
  if (!more && !less)
    yield `${path} lets no pod go and none come; set maxSurge or maxUnavailable to more than 0`;
}

/** The name of what brings a kind is made of what it says. */
function* definitionIssues(object: Manifest, spec: Fields): Iterable<string> {
  yield* nameIssues(object, [fieldsIn(spec["names"])["plural"], spec["group"]], "plural and group");
  const versions = fieldList(spec["versions"]);
  const stored = versions.filter(({ storage }) => storage === true).length;
  if (versions.length > 0 && stored !== 1)
    yield `spec.versions has ${stored} with storage: true; objects are stored in exactly one`;
}

function serviceNameIssues(object: Manifest, spec: Fields): Iterable<string> {
  return nameIssues(object, [spec["version"], spec["group"]], "version and group");
}

function* nameIssues(
  { metadata }: Manifest,
  parts: readonly unknown[],
  of: string,
): Iterable<string> {
  const name = parts.join(".");
  if (parts.every((part) => typeof part === "string") && metadata.name !== name)
    yield `metadata.name is "${metadata.name}", not "${name}" as of its ${of}; correct one of them`;
}

const issues: Readonly<Record<string, Issues>> = {
  "/LimitRange": limitIssues,
  "/ResourceQuota": quotaIssues,
  "/Service": serviceIssues,
  "apiextensions.k8s.io/CustomResourceDefinition": definitionIssues,
  "apiregistration.k8s.io/APIService": serviceNameIssues,
  "apps/DaemonSet": daemonIssues,
  "apps/Deployment": deploymentIssues,
  "batch/CronJob": (_, spec) =>
    jobIssues(fieldsIn(fieldsIn(spec["jobTemplate"])["spec"]), "spec.jobTemplate.spec"),
  "batch/Job": (_, spec) => jobIssues(spec, "spec"),
  "discovery.k8s.io/EndpointSlice": sliceIssues,
  "networking.k8s.io/NetworkPolicy": policyIssues,
};

/** What fields of an object say against each other, as `<path> <found>; <what to do>`; the API server takes none of it. */
export function* crossIssues(object: Manifest): Iterable<string> {
  const look = issues[`${groupOf(object.apiVersion)}/${object.kind}`];
  if (look) yield* look(object, fieldsIn(object["spec"]));
}
