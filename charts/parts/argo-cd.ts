import type { Scope } from "../../lib/model/scope.ts";

/** With which Argo CD reads a repository that wants a user and password. */
export function repositorySecret(scope: Scope, url: string): void {
  scope.secret({
    name: "repository",
    keys: ["username", "password"],
    foundByLabel: true,
    labels: { "argocd.argoproj.io/secret-type": "repository" },
    template: { type: "git", url },
  });
}

/**
 * By which Argo CD knows another cluster that it syncs. That cluster issues what is in it, anew each time it is made: in
 * a store it would be missing before, and out of date after.
 */
export function clusterSecret(scope: Scope, name: string, server: string): void {
  scope.secret({
    name: `cluster-${name}`,
    keys: ["token", "ca"],
    foundByLabel: true,
    madeByBootstrap: true,
    labels: { "argocd.argoproj.io/secret-type": "cluster" },
    template: {
      name,
      server,
      config: '{"bearerToken":"{{ .token }}","tlsClientConfig":{"caData":"{{ .ca }}"}}',
    },
  });
}
