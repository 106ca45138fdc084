import type { Scope } from "../../lib/model/scope.ts";

/** Who may log in through a provider of OpenID Connect, by the groups that it says they are in. */
export interface Login {
  /** For example `https://id.example.org/application/o/argocd/`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Groups that may do everything. */
  readonly admins: readonly [string, ...string[]];
  /** Groups that may look; everybody else is let in and sees nothing. @default nobody */
  readonly readers?: readonly string[];
}

/** For Grafana, which does not ask the issuer where that is. */
export interface GrafanaLogin extends Login {
  /** As `<issuer>/.well-known/openid-configuration` has them. */
  readonly endpoints: {
    readonly authorization: string;
    readonly token: string;
    readonly userinfo: string;
  };
}

const secretKey = "client-secret";

/** What is wrong with it, as `<what was found>; <what to do>`. */
export function* loginIssues({ issuer, admins, readers = [] }: Login): Iterable<string> {
  if (!issuer.startsWith("https://"))
    yield `login.issuer is "${issuer}", where tokens could be forged on the way; give its https:// address`;
  if (admins.length === 0)
    yield `login.admins is empty, and nobody else is let in; name a group of the issuer`;
  for (const group of [...admins, ...readers])
    if (!/^[^\s,"#]+(?: [^\s,"#]+)*$/.test(group))
      yield `login has group ${JSON.stringify(group)}, which a line of policies would take apart; give it a name without commas, quotes and #`;
}

/**
 * Argo CD's settings for it: the account `admin`, whose password is in a Secret for good, is off; who is in none of the
 * groups sees nothing. Argo CD reads `$<Secret>:<key>` of Secrets with its label (Argo CD docs: user-management).
 */
export function argoCdLogin(scope: Scope, { issuer, clientId, admins, readers = [] }: Login) {
  const { name } = scope.secret({
    name: "argocd-login",
    keys: [secretKey],
    foundByLabel: true,
    labels: { "app.kubernetes.io/part-of": "argocd" },
  });
  const config = {
    name: "Single sign-on",
    issuer,
    clientID: clientId,
    clientSecret: `$${name}:${secretKey}`,
  };
  const grants = [
    ...admins.map((group) => `g, ${group}, role:admin`),
    ...readers.map((group) => `g, ${group}, role:readonly`),
  ];
  return {
    // JSON is YAML, and needs no care for what a name holds.
    cm: { "admin.enabled": false, "oidc.config": JSON.stringify(config) },
    rbac: { "policy.default": "", "policy.csv": `${grants.join("\n")}\n`, scopes: "[groups]" },
  };
}

/** What is wrong with it beyond that. */
export function* grafanaLoginIssues(login: GrafanaLogin): Iterable<string> {
  yield* loginIssues(login);
  const { endpoints, admins, readers = [] } = login;
  for (const [name, url] of Object.entries(endpoints))
    if (!url.startsWith("https://"))
      yield `login.endpoints.${name} is "${url}", where tokens could be read on the way; give its https:// address`;
  for (const group of [...admins, ...readers])
    if (/[\\'`;%$]/.test(group))
      yield `login has group ${JSON.stringify(group)}, which Grafana's settings would take apart; give it a name without \\, ', \`, ;, % and $`;
}

/**
 * Grafana's values for it: who is in none of the groups is not let in, and the form for names and passwords is off. The
 * account of its admin stays, with the password of its Secret, for what runs beside it (Grafana docs: generic-oauth).
 */
export function grafanaLogin(scope: Scope, login: GrafanaLogin) {
  const { clientId, endpoints, admins, readers = [] } = login;
  const { name } = scope.secret({ name: "grafana-login", keys: [secretKey] });
  const grants = [
    ...admins.map((group) => `contains(groups[*], '${group}') && 'GrafanaAdmin'`),
    ...readers.map((group) => `contains(groups[*], '${group}') && 'Viewer'`),
  ];
  return {
    ini: {
      auth: { disable_login_form: true },
      "auth.generic_oauth": {
        enabled: true,
        name: "Single sign-on",
        client_id: clientId,
        scopes: "openid profile email groups",
        auth_url: endpoints.authorization,
        token_url: endpoints.token,
        api_url: endpoints.userinfo,
        use_pkce: true,
        allow_assign_grafana_admin: true,
        role_attribute_path: grants.join(" || "),
        role_attribute_strict: true,
      },
    },
    envValueFrom: {
      GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name, key: secretKey } },
    },
  };
}
