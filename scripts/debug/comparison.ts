import { argocdNamespace } from "../../lib/order/names.ts";
import type { Cause, Rule } from "./cause.ts";
import type { Facts } from "./facts.ts";
import { pinTrouble } from "./pins.ts";

/** Argo CD cannot say what should be there: it has not got the source. */
export const comparison: Rule = (facts) => {
  const conditions = facts.live?.status?.conditions ?? [];
  const found = conditions.find(({ type }) => type.endsWith("Error"));
  if (!found) return undefined;
  const known = patterns.find(([pattern]) => pattern.test(found.message));
  const evidence = [`${found.type}: ${found.message}`];
  if (known) return { evidence, ...known[1](facts, found.message) };
  const next = [describe(facts)];
  return { message: "Argo CD cannot compare it with its source", evidence, next };
};

type Words = (facts: Facts, message: string) => Pick<Cause, "message" | "next">;

/** Argo CD's and git's words for what goes wrong, and what is behind them. */
const patterns: readonly (readonly [RegExp, Words])[] = [
  [
    /unable to resolve '?"?(refs\/tags\/)?pin\/|not our ref [0-9a-f]{40}|unadvertised object [0-9a-f]{40}|not a tree: [0-9a-f]{40}/,
    (facts, message) => pinMissing(facts, message),
  ],
  [
    /authentication required|Authentication failed|could not read Username|Invalid username or/i,
    (facts) => ({
      message: "the git server does not accept Argo CD's credentials",
      next: [
        `npm run secret -- set ${facts.deployer.cluster.name}/${argocdNamespace}/repository`,
        describe(facts),
      ],
    }),
  ],
  [
    /GIT\/GPG|signed with unallowed key|is not signed|key is not allowed in AppProject|(?:verify|verification) .*signature/i,
    (facts) => ({
      message:
        "the newest commit of the branch is not signed by a key that the fleet lists: nothing of it is deployed",
      next: [
        "git log -1 --show-signature",
        "npm run publish",
        facts.deployer.line(
          "--namespace",
          argocdNamespace,
          "get",
          "configmap",
          "argocd-gpg-keys-cm",
        ),
      ],
    }),
  ],
  [
    /there (?:are|is) no clusters? (?:with|using) (?:this|the) name|cluster .* not found|error getting cluster by name/i,
    (facts) => ({
      message: `the Argo CD of ${facts.deployer.cluster.name} does not know cluster ${facts.plan.cluster.name}: its Secret is missing or empty`,
      next: [`npm run bootstrap -- ${facts.plan.cluster.name}`],
    }),
  ],
  [
    /is not permitted in project|not allowed in project|project .* not found|does not exist in project/i,
    () => ({
      message:
        "its AppProject is missing or does not allow this source: the root has not brought the present one yet",
      next: ["npm run synth -- --check", "npm run publish"],
    }),
  ],
  [
    /x509|certificate signed by unknown authority|tls: failed/i,
    (facts) => ({
      message: "Argo CD does not trust the certificate of the source's server",
      next: [
        facts.deployer.line(
          "--namespace",
          argocdNamespace,
          "get",
          "configmap",
          "argocd-tls-certs-cm",
          "--output",
          "yaml",
        ),
      ],
    }),
  ],
  [
    /no such host|i\/o timeout|connection refused|no route to host|Could not resolve host|Failed to connect/i,
    (facts) => ({
      message: "the source's server cannot be reached from inside the cluster",
      next: [
        "npm run doctor",
        facts.deployer.line(
          "--namespace",
          argocdNamespace,
          "logs",
          "deployment/argocd-repo-server",
          "--tail",
          "20",
        ),
      ],
    }),
  ],
  [
    /chart .* not found|no chart (?:name|version) found|failed to (?:fetch|pull)|helm .*pull/i,
    () => ({
      message: "the chart of this version cannot be had from its repository",
      next: ["npm run charts -- verify", "npm run charts -- outdated"],
    }),
  ],
  [
    /app path does not exist/i,
    () => ({
      message: "its commit has no such folder: what was pushed is not what synth wrote",
      next: ["npm run synth -- --check", "npm run publish"],
    }),
  ],
];

/** By what the git server says now, where it can be asked. */
function pinMissing(facts: Facts, message: string): ReturnType<Words> {
  const told = pinTrouble(facts);
  const name = /pin\/[^\s'":]+/.exec(message)?.[0] ?? /[0-9a-f]{40}/.exec(message)?.[0];
  return {
    message:
      told ??
      `its pin ${name} is not on the git server: the commit was pushed without it, or it came a moment ago`,
    next: ["npm run publish", `git ls-remote --tags ${facts.server.remote}`],
  };
}

export function describe({ deployer, name }: Facts): string {
  return deployer.line(
    "--namespace",
    argocdNamespace,
    "describe",
    "applications.argoproj.io",
    name,
  );
}
