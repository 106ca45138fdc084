import * as distributions from "../../charts/distributions.ts";
import type { Distribution } from "../../lib/model/distribution.ts";

const head = `## Distributions

What runs Kubernetes: \`kubernetes.distribution\` of a cluster, out of \`charts/distributions.ts\`. The bootstrap installs
k3s, \`npm run local\` makes k3d; all others are made by their own tools, as the data says them. What stays out of
\`kubernetes.bundled\` is to be left out there in the words of the right column.
`;

/** What can run the clusters. */
export function distributionSections(): string {
  const sections = Object.values({ ...distributions } as Readonly<Record<string, Distribution>>)
    .map(sectionOf)
    .join("");
  return `${head}${sections}`;
}

function sectionOf(distribution: Distribution): string {
  const { name, suffix, controlPlane, apiProxy, apiPort, kubeProxy, metrics, parts } = distribution;
  const reached = apiProxy
    ? `\`${apiProxy.host}:${apiProxy.port}\` on every node`
    : `the cluster's endpoint, port ${apiPort}`;
  const facts = [
    `releases: \`v1.36.2${suffix}\``,
    `control plane: ${controlPlane.replace("-", " ")}`,
    `API server without kube-proxy: ${reached}`,
    `kube-proxy: ${kubeProxy === true ? "always there" : `with part \`${kubeProxy}\``}`,
    ...Object.entries(metrics).map(([source, { port, shownBy }]) => {
      const how = shownBy ? `shown by \`${shownBy}\`, then \`exposes: ["${source}"]\`` : "shown";
      return `metrics of ${source}: port ${port}, ${how}`;
    }),
  ];
  const rows = Object.entries(parts).map(
    ([part, { provides, storageClass, ingressClasses, off }]) => {
      const classes = [storageClass?.name, ...(ingressClasses ?? [])].filter(
        (one) => one !== undefined,
      );
      const brings = [...Object.keys(provides), ...classes.map((one) => `class ${one}`)];
      return `| \`${part}\` | ${brings.join(", ")} | \`${off}\` |\n`;
    },
  );
  return `\n### ${name}\n\n${facts.map((fact) => `- ${fact}\n`).join("")}\n| part | brings | left out by |\n| --- | --- | --- |\n${rows.join("")}`;
}
