import { parseRange } from "../../lib/model/addresses.ts";
import type { Given } from "./answers.ts";
import { authorities, loadBalancers, secretStores, storages } from "./answers.ts";
import { question } from "./question.ts";
import { readRange, readUrl, readWord, readYes } from "./read.ts";
import { checkRoom, freeRange } from "./room.ts";

const isLarge = ({ nodes }: Given): boolean => (nodes?.length ?? 0) > 1;

/** Where addresses of Services begin in a network: behind the machines, below what routers hand out. */
const firstService = 40;

const storageQuestions = [
  question({
    name: "storage",
    topic: "storage",
    words: storages,
    means: "where volumes are",
    fallback: () => "local-path",
    read: (text) => readWord(text, storages),
  }),
  question({
    name: "backup-target",
    topic: "storage",
    value: "S3-URL",
    means: "where Longhorn's backups go, as s3://bucket@region/folder",
    isNeeded: ({ storage }) => storage === "longhorn",
    fallback: ({ name }) => `s3://longhorn@us-east-1/${name}`,
    read(text) {
      if (/^s3:\/\/[a-z0-9.-]+@[a-z0-9-]+\/[\w./-]*$/.test(text)) return text;
      throw new Error(`"${text}" is no such target; write it as s3://bucket@region/folder`);
    },
  }),
];

const certificateQuestions = [
  question({
    name: "certificates",
    topic: "certificates",
    words: authorities,
    means: "who signs certificates, an authority of the cluster's own or another",
    fallback: () => "authority",
    read(text, { domain = "" }) {
      const authority = readWord(text, authorities);
      if (authority.startsWith("letsencrypt") && !isPublic(domain))
        throw new Error(
          `Let's Encrypt signs nothing below ${domain}, which is no public domain; use authority, or another --domain`,
        );
      return authority;
    },
  }),
];

/** Whether names below it can be proven to be somebody's (RFC 2606, 6761, 6762, 8375 and ICANN's .internal). */
function isPublic(domain: string): boolean {
  const last = /[^.]*$/.exec(domain)![0];
  const reserved = ["arpa", "example", "internal", "invalid", "lan", "local", "localhost", "test"];
  return domain.includes(".") && !reserved.includes(last);
}

const secretQuestions = [
  question({
    name: "secrets",
    topic: "secrets",
    words: secretStores,
    means: "where secrets are: in git, sealed, in a Vault that exists, or given at the bootstrap",
    fallback: () => "sealed",
    read: (text) => readWord(text, secretStores),
  }),
  question({
    name: "vault",
    topic: "secrets",
    value: "URL",
    means: "address of Vault",
    isNeeded: ({ secrets }) => secrets === "vault",
    fallback: ({ domain }) => domain && `https://vault.${domain}:8200`,
    read: readUrl,
  }),
];

const loadBalancerQuestions = [
  question({
    name: "load-balancer",
    topic: "load balancer",
    words: loadBalancers,
    means: "who gives Services addresses, k3s those of the nodes and the others those of a range",
    fallback: (given) => (isLarge(given) ? "metallb" : "k3s"),
    read: (text) => readWord(text, loadBalancers),
  }),
  question({
    name: "range",
    topic: "load balancer",
    value: "RANGE",
    means: "the range, which DHCP leaves alone",
    isNeeded: (given) => given["load-balancer"] !== "k3s",
    fallback: (given) => freeRange(given, firstService, 20),
    read(text, given) {
      checkRoom(readRange(text), parseRange(text), given, ["range"]);
      return text;
    },
  }),
];

const monitoringQuestions = [
  question({
    name: "monitoring",
    topic: "monitoring",
    words: ["yes", "no"],
    means: "whether Prometheus, Alertmanager and Grafana are there from the start",
    fallback: (given) => (isLarge(given) && given.storage !== "none" ? "yes" : "no"),
    read(text, { storage }) {
      const isWanted = readYes(text);
      if (isWanted && storage === "none")
        throw new Error("they keep their data in volumes, which nobody gives; choose a --storage");
      return isWanted;
    },
  }),
];

/** What runs on the machines. */
export const serviceQuestions = [
  ...storageQuestions,
  ...certificateQuestions,
  ...secretQuestions,
  ...loadBalancerQuestions,
  ...monitoringQuestions,
];
