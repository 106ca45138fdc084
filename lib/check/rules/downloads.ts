import type { Cluster } from "../../model/cluster.ts";
import type { FleetRule } from "../support/rule.ts";
import { downloadIssue, imageIssues, k3sSum, sumIssue } from "../support/downloads.ts";

/** What machines run before GitOps brings the rest comes unchanged: by TLS, or with its sum in the data. */
export const downloads: FleetRule = function* downloads({ site, clusters }) {
  const { downloads: said, hosts } = site;
  const messages = new Set<string>();
  for (const [name, { proxmox }] of Object.entries(hosts)) {
    if (!proxmox) continue;
    for (const issue of imageIssues(proxmox.template.image, "proxmox.template.image"))
      messages.add(`host ${name} ${issue}`);
  }
  for (const [version, sums] of Object.entries(said?.k3sSums ?? {}))
    for (const [architecture, sum] of Object.entries(sums)) {
      const issue = sumIssue(`downloads.k3sSums["${version}"].${architecture}`, sum, 64);
      if (issue) messages.add(issue);
    }
  if (said)
    for (const [version, architecture] of releasesOf(clusters)) {
      const issue = downloadIssue("downloads.k3s", said.k3s, k3sSum(said, version, architecture));
      if (issue)
        messages.add(
          issue.replace("its sum beside it", "the sums of what runs in downloads.k3sSums"),
        );
    }
  for (const message of messages) yield { place: "site", message };
};

/** Which programs of k3s machines get. */
function releasesOf(clusters: readonly Cluster[]): (readonly [string, "amd64" | "arm64"])[] {
  return clusters
    .filter(({ kubernetes, runtime }) => kubernetes.distribution.name === "k3s" && !runtime)
    .flatMap(({ kubernetes, nodes }) =>
      nodes.map(({ architecture }) => [kubernetes.version, architecture] as const),
    );
}
