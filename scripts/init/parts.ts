import { credentials } from "../../charts/parts/acme.ts";
import type { Answers } from "./answers.ts";
import { literal } from "../fleet/text.ts";

/** What an answer puts into a cluster. */
export interface Part {
  /** Components with their options, as they stand in its list, in the order of the list. */
  readonly components?: readonly Placed[];
  /** Parts of k3s that stay on. */
  readonly bundled?: readonly string[];
  /** Who signs certificates, as its ClusterIssuer is called. */
  readonly issuer?: string;
  /** Secrets that somebody has to give, as `<namespace>/<name>`, with their keys. */
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  /** Of each node: what a comment says, and its disk for volumes. */
  readonly volumes?: true;
}

/** One line of the list of components. */
export interface Placed {
  /** As charts/index.ts exports it. */
  readonly component: string;
  /** As text, without the brackets. @default none */
  readonly options?: string;
}

/** What each word of an answer puts into the cluster. */
type Parts<Name extends "storage" | "certificates" | "secrets" | "load-balancer"> = Readonly<
  Record<Answers[Name], (answers: Answers) => Part>
>;

const few = ({ nodes }: Answers): number => Math.min(2, nodes.length);

const storage: Parts<"storage"> = {
  "local-path": () => ({ bundled: ["local-storage"] }),
  longhorn: (answers) => ({
    components: [{ component: "longhorn", options: longhornOptions(answers) }],
    secrets: backupSecrets(answers),
    volumes: true,
  }),
  nfs: (answers) => ({
    components: [{ component: "csiDriverNfs", options: literal(answers["nfs-share"]) }],
  }),
  none: () => ({}),
};

/** A bucket asks who it is; an NFS server does not. */
function backupSecrets(answers: Answers): Part["secrets"] {
  if (answers["backup-target"].startsWith("nfs:")) return {};
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINTS"];
  return { "longhorn-system/backup-target": keys };
}

function longhornOptions(answers: Answers): string {
  const { machines, nodes } = answers;
  const shared =
    machines === "proxmox" && nodes.length > 1
      ? "\n// All nodes stand on one host: two copies survive a node, not the host.\nacceptSharedHost: true,"
      : "";
  return `{ replicas: ${few(answers)}, backupTarget: ${JSON.stringify(answers["backup-target"])},${shared} }`;
}

const certificates: Parts<"certificates"> = {
  local: () => ({
    components: [{ component: "certManager", options: '{ authority: "local" }' }],
    issuer: "local-authority",
  }),
  letsencrypt: (answers) => ({
    components: [{ component: "certManager", options: literal(letsEncrypt(answers)) }],
    issuer: "letsencrypt-production",
    secrets: credentialsOf(answers),
  }),
  own: () => ({
    components: [{ component: "certManager", options: '{ authority: "own" }' }],
    issuer: "own-authority",
    secrets: { "cert-manager/own-authority": ["tls.crt", "tls.key"] },
  }),
  none: () => ({}),
};

function letsEncrypt(answers: Answers): object {
  const { challenge } = answers;
  const authority = "letsencrypt";
  if (challenge === "cloudflare") return { authority };
  if (challenge === "http01") return { authority, challenge: { http01: "ingress" } };
  return { authority, challenge: { dns01: challenge, ...answers["challenge-settings"] } };
}

/** What the solver logs in with. */
function credentialsOf({ challenge }: Answers): Part["secrets"] {
  if (challenge === "http01") return {};
  const { name, keys } = credentials[challenge];
  return { [`cert-manager/${name}`]: Object.values(keys) };
}

const secrets: Parts<"secrets"> = {
  sealed: () => ({ components: [{ component: "sealedSecrets", options: "{ sealed }" }] }),
  vault: ({ vault }) => ({
    components: [{ component: "externalSecrets", options: `{ vault: ${JSON.stringify(vault)} }` }],
  }),
  bootstrap: () => ({}),
};

/** Of a system of its own: numbers from 64512 on are free for all (RFC 6996). */
const ownAsn = 64_512;

const loadBalancer: Parts<"load-balancer"> = {
  k3s: () => ({ bundled: ["flannel", "servicelb"] }),
  metallb: () => ({ bundled: ["flannel"], components: [{ component: "metallb" }] }),
  "cilium-l2": () => ({
    components: [
      { component: "cilium", options: "{}" },
      { component: "ciliumLoadBalancer", options: '{ announce: "l2" }' },
    ],
  }),
  "cilium-bgp": (answers) => {
    const announce = { bgp: { asn: ownAsn, peers: [answers["bgp-peer"]] } };
    return {
      components: [
        { component: "cilium", options: "{}" },
        { component: "ciliumLoadBalancer", options: literal({ announce }) },
      ],
    };
  },
};

const monitoring: Part = {
  components: [
    {
      component: "kubePrometheusStack",
      options: "{ host: `grafana.${site.domain}` }",
    },
  ],
  secrets: { "monitoring/grafana-admin": ["admin-user", "admin-password"] },
};

/** All parts of a cluster, network first: the order in which a person would list them. */
export function partsOf(answers: Answers): readonly Part[] {
  const isMonitored = answers.monitoring;
  const repository = answers.private ? ", privateRepository: repository.url" : "";
  return [
    { bundled: ["coredns", "metrics-server"] },
    isMonitored ? { components: [{ component: "prometheusOperatorCrds" }] } : {},
    loadBalancer[answers["load-balancer"]](answers),
    { components: [{ component: "traefik" }] },
    storage[answers.storage](answers),
    secrets[answers.secrets](answers),
    certificates[answers.certificates](answers),
    {
      components: [
        { component: "argoCd", options: `{ host: \`argocd.\${site.domain}\`${repository} }` },
      ],
      ...(answers.private && { secrets: { "argocd/repository": ["username", "password"] } }),
    },
    isMonitored ? monitoring : {},
  ];
}
