import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";

/** A credential as it may be written, put together here so that no scanner takes it for a real one. */
export type Shape = readonly [what: string, name: string, value: string];

const letters = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0fG";
const of = (length: number, from = letters): string =>
  from.repeat(Math.ceil(length / from.length)).slice(0, length);
const lower = (length: number): string => of(length, "a1b2c3d4e5f6g7h8j9");
const hex = (length: number): string => of(length, "0a1b2c3d4e5f6789");
const upper = (length: number): string => of(length, "A1B2C3D4E5F6G7H8J9");
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const words = (...parts: readonly string[]): string => parts.join("");
const pem = (kind: string): string =>
  `${words("-----BEGIN ", kind, "PRIVATE KEY-----")}\n${of(64)}\n${words("-----END ", kind, "PRIVATE KEY-----")}\n`;
const password = words("hunt", "er2", "!Xy");

export const shapes: readonly Shape[] = [
  ["a private key", "note", pem("")],
  ["an RSA key", "note", pem("RSA ")],
  ["an EC key", "note", pem("EC ")],
  ["an OpenSSH key", "note", pem("OPENSSH ")],
  ["an encrypted key", "note", pem("ENCRYPTED ")],
  ["a PGP key", "note", words("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----\n", of(60), "\n")],
  ["an age key", "note", words("AGE-SECRET-", "KEY-1", upper(58))],
  ["an AWS key id", "note", words("AKIA", upper(16))],
  ["a temporary AWS key id", "note", words("ASIA", upper(16))],
  ["an AWS secret", "AWS_SECRET_ACCESS_KEY", of(40)],
  ["a GitHub token", "note", words("ghp", "_", of(36))],
  ["an OAuth token of GitHub", "note", words("gho", "_", of(36))],
  ["a user token of GitHub", "note", words("ghu", "_", of(36))],
  ["a server token of GitHub", "note", words("ghs", "_", of(36))],
  ["a refresh token of GitHub", "note", words("ghr", "_", of(36))],
  ["a fine-grained token of GitHub", "note", words("github", "_pat_", of(22), "_", of(59))],
  ["a GitLab token", "note", words("glpat", "-", of(20))],
  ["a runner's token of GitLab", "note", words("glrt", "-", of(20))],
  ["a deploy token of GitLab", "note", words("gldt", "-", of(20))],
  ["a bot's token of Slack", "note", words("xoxb", "-123456789012-123456789012-", of(24))],
  ["a user's token of Slack", "note", words("xoxp", "-123456789012-123456789012-", of(24))],
  [
    "a webhook of Slack",
    "note",
    words("https://hooks.slack", ".com/services/T0000000A/B0000000A/", of(24)),
  ],
  [
    "a webhook of Discord",
    "note",
    words("https://discord", ".com/api/webhooks/123456789012345678/", of(68)),
  ],
  ["a Vault token", "note", words("hvs", ".", of(24))],
  ["a batch token of Vault", "note", words("hvb", ".", of(60))],
  ["an npm token", "note", words("npm", "_", of(36))],
  ["a Stripe key", "note", words("sk", "_live_", of(24))],
  ["a restricted key of Stripe", "note", words("rk", "_live_", of(24))],
  ["a test key of Stripe", "note", words("sk", "_test_", of(24))],
  ["a webhook's secret of Stripe", "note", words("whsec", "_", of(32))],
  ["a SendGrid key", "note", words("SG", ".", of(22), ".", of(43))],
  ["an OpenAI key", "OPENAI_API_KEY", words("sk", "-proj-", of(48))],
  ["an Anthropic key", "ANTHROPIC_API_KEY", words("sk", "-ant-api03-", of(93), "AA")],
  ["a Hugging Face token", "note", words("hf", "_", of(34, "abcdefghijABCDEFGHIJ"))],
  ["a key of Google", "note", words("AIza", of(35))],
  [
    "a service account of Google",
    "note",
    JSON.stringify({ type: "service_account", private_key: pem("") }),
  ],
  ["a Telegram token", "note", words("123456789", ":AA", of(33))],
  ["a DigitalOcean token", "note", words("dop", "_v1_", hex(64))],
  ["a Tailscale key", "note", words("tskey", "-auth-", of(12), "-", of(32))],
  ["a Docker token", "note", words("dckr", "_pat_", of(27))],
  ["a Grafana token", "note", words("glsa", "_", of(32), "_", hex(8))],
  ["a Linear key", "note", words("lin", "_api_", of(40))],
  ["a Shopify token", "note", words("shpat", "_", hex(32))],
  ["a JSON web token", "note", [`eyJ${of(20)}`, `eyJ${of(40)}`, of(43)].join(".")],
  ["a bcrypt hash", "note", words("$2b$", "12$", of(53))],
  ["an htpasswd line", "note", words("admin:$2y$", "05$", of(53))],
  ["an Apache hash", "note", words("admin:$apr", "1$abcdefgh$", of(22)).replace("apr1", "1")],
  ["a sha512crypt hash", "note", words("$6", "$saltsalt$", of(86))],
  ["a sha256crypt hash", "note", words("$5", "$saltsalt$", of(43))],
  ["an argon2 hash", "note", words("$argon2id$v=19$", "m=65536,t=3,p=4$", of(22), "$", of(43))],
  ["an LDAP hash", "note", words("{SSHA}", of(32))],
  ["a URL of Postgres", "note", words("postgres://web:", password, "@db.house.example/web")],
  [
    "a URL with a dollar in its password",
    "note",
    words("postgresql://web:pa$", "w0rd@db:5432/web?sslmode=require"),
  ],
  ["a URL of MySQL", "note", words("mysql://root:", password, "@db/web")],
  ["a URL of Redis", "note", words("redis://:", password, "@redis:6379/0")],
  ["a URL of MongoDB", "note", words("mongodb+srv://u:", password, "@c0.example.net/web")],
  ["a URL of RabbitMQ", "note", words("amqp://guest:", password, "@mq:5672/")],
  ["a URL of a proxy", "note", words("http://user:", password, "@proxy.house.example:3128")],
  ["a token in a URL of git", "note", words("https://", of(40), "@git.house.example/a/b.git")],
  ["an address of MySQL in Go", "note", words("root:", password, "@tcp(db:3306)/web")],
  ["a JDBC address", "note", words("jdbc:postgresql://db/web?user=web&pass", "word=", password)],
  [
    "a JDBC address of SQL Server",
    "note",
    words("jdbc:sqlserver://db;user=sa;pass", "word=", password, ";"),
  ],
  ["an address of libpq", "note", words("host=db user=web pass", "word=", password, " dbname=web")],
  ["an Authorization header", "note", words("Authorization: Bearer ", of(40))],
  ["a Basic header", "note", words("Basic ", base64(`admin:${password}${of(8)}`))],
  [
    "a Docker configuration",
    "note",
    JSON.stringify({ auths: { "r.example": { auth: base64(`u:${password}`), password } } }),
  ],
  [
    "a kubeconfig",
    "note",
    words("users:\n- name: a\n  user:\n    client-key-", "data: ", base64(pem("")), "\n"),
  ],
  [
    "a kubeconfig with a token",
    "note",
    words("users:\n- name: a\n  user:\n    tok", "en: ", of(40), "\n"),
  ],
  [
    "a password in a line of YAML",
    "note",
    words("db:\n  user: web\n  pass", "word: ", password, "\n"),
  ],
  ["a password in JSON", "note", JSON.stringify({ db: { password } })],
  [
    "a secret in a file of settings",
    "note",
    words("[oauth]\nclient_", "secret = ", password, "\n"),
  ],
  ["a private key in base64", "note", base64(pem("RSA "))],
  ["a URL in base64", "note", base64(words("postgres://web:", password, "@db.house.example/web"))],
  ["a password by its name", "DB_PASSWORD", password],
  ["a password by a short name", "DB_PASS", password],
  ["a secret by its name", "APP_SECRET", of(32)],
  ["a secret of tokens", "JWT_SECRET", password],
  ["a key by its name", "SECRET_KEY", of(50)],
  ["an API key by its name", "apiKey", of(32)],
  ["a token by its name", "authToken", lower(40)],
];

const meta = { name: "web", namespace: "app" };
type Place<Made> = readonly [where: string, make: (name: string, value: string) => Made];

const pods = (spec: object): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: meta,
  spec: { selector: {}, template: { metadata: {}, spec } },
});
const container = (fields: object, list = "containers"): Manifest =>
  pods({ [list]: [{ name: "web", image: "web:1", ...fields }] });
const object = (apiVersion: string, kind: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: meta,
  ...rest,
});
const flag = (name: string): string => `--${name.toLowerCase().replaceAll("_", "-")}`;

/** Where a credential may stand in an object. */
export const objectPlaces: readonly Place<Manifest>[] = [
  [
    "an annotation",
    (name, value) =>
      object("v1", "Service", {
        metadata: { ...meta, annotations: { [`example.org/${name}`]: value } },
      }),
  ],
  [
    "a label",
    (name, value) => object("v1", "Service", { metadata: { ...meta, labels: { [name]: value } } }),
  ],
  [
    "a pod's annotation",
    (name, value) =>
      object("apps/v1", "Deployment", {
        spec: { template: { metadata: { annotations: { [name]: value } } } },
      }),
  ],
  [
    "a Secret's annotation",
    (name, value) =>
      object("v1", "Secret", { metadata: { ...meta, annotations: { [name]: value } } }),
  ],
  [
    "a definition's annotation",
    (name, value) =>
      object("apiextensions.k8s.io/v1", "CustomResourceDefinition", {
        metadata: { name: "a", annotations: { [name]: value } },
      }),
  ],
  ["data of a ConfigMap", (name, value) => object("v1", "ConfigMap", { data: { [name]: value } })],
  [
    "binaryData of a ConfigMap",
    (name, value) => object("v1", "ConfigMap", { binaryData: { [name]: base64(value) } }),
  ],
  [
    "a file of YAML in a ConfigMap",
    (name, value) =>
      object("v1", "ConfigMap", {
        data: { "a.yaml": `a:\n  ${name}: ${JSON.stringify(value)}\n` },
      }),
  ],
  [
    "a file of JSON in a ConfigMap",
    (name, value) =>
      object("v1", "ConfigMap", { data: { "a.json": JSON.stringify({ a: { [name]: value } }) } }),
  ],
  [
    "data of a Secret",
    (name, value) => object("v1", "Secret", { data: { [name]: base64(value) } }),
  ],
  [
    "stringData of a Secret",
    (name, value) => object("v1", "Secret", { stringData: { [name]: value } }),
  ],
  ["a variable", (name, value) => container({ env: [{ name, value }] })],
  [
    "a variable of an init container",
    (name, value) => container({ env: [{ name, value }] }, "initContainers"),
  ],
  [
    "a variable of an ephemeral container",
    (name, value) => container({ env: [{ name, value }] }, "ephemeralContainers"),
  ],
  ["an argument with =", (name, value) => container({ args: [`${flag(name)}=${value}`] })],
  ["an argument after its flag", (name, value) => container({ args: [flag(name), value] })],
  ["a command", (name, value) => container({ command: ["web", flag(name), value] })],
  [
    "a line of a shell",
    (name, value) => container({ command: ["sh", "-c", `export ${name}='${value}'\nexec web`] }),
  ],
  [
    "a header of a probe",
    (name, value) =>
      container({ livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name, value }] } } }),
  ],
  [
    "a path of a probe",
    (name, value) =>
      container({ readinessProbe: { httpGet: { port: 80, path: `/?${name}=${value}` } } }),
  ],
  [
    "a command of a probe",
    (name, value) =>
      container({ startupProbe: { exec: { command: ["check", flag(name), value] } } }),
  ],
  [
    "a hook of a container",
    (name, value) =>
      container({
        lifecycle: { postStart: { exec: { command: ["sh", "-c", `${name}='${value}' start`] } } },
      }),
  ],
  [
    "a variable of a CronJob",
    (name, value) =>
      object("batch/v1", "CronJob", {
        spec: {
          jobTemplate: {
            spec: { template: { spec: { containers: [{ name: "a", env: [{ name, value }] }] } } },
          },
        },
      }),
  ],
  [
    "a parameter of a StorageClass",
    (name, value) => object("storage.k8s.io/v1", "StorageClass", { parameters: { [name]: value } }),
  ],
  [
    "an attribute of a volume",
    (name, value) =>
      object("v1", "PersistentVolume", {
        spec: { csi: { driver: "a", volumeAttributes: { [name]: value } } },
      }),
  ],
  [
    "an option of a mount",
    (name, value) =>
      object("v1", "PersistentVolume", { spec: { mountOptions: [`${name}=${value}`] } }),
  ],
  [
    "a header of a Middleware",
    (name, value) =>
      object("traefik.io/v1alpha1", "Middleware", {
        spec: { headers: { customRequestHeaders: { [name]: value } } },
      }),
  ],
  [
    "a plugin of a Middleware",
    (name, value) =>
      object("traefik.io/v1alpha1", "Middleware", {
        spec: { plugin: { oidc: { [name]: value } } },
      }),
  ],
  [
    "the template of an ExternalSecret",
    (name, value) =>
      object("external-secrets.io/v1", "ExternalSecret", {
        spec: { target: { template: { data: { [name]: value } } } },
      }),
  ],
  [
    "a field of a custom resource",
    (name, value) =>
      object("example.org/v1", "Database", { spec: { connection: { [name]: value } } }),
  ],
  [
    "a list of a custom resource",
    (name, value) =>
      object("example.org/v1", "Database", { spec: { settings: [{ name, value }] } }),
  ],
  [
    "a template of pods in a custom resource",
    (name, value) =>
      object("example.org/v1", "Rollout", {
        spec: { template: { spec: { containers: [{ name: "a", env: [{ name, value }] }] } } },
      }),
  ],
];

/** Where it may stand in the values of a chart. */
export const valuePlaces: readonly Place<object>[] = [
  ["a value", (name, value) => ({ [name]: value })],
  ["a value far down", (name, value) => ({ a: { b: { c: { [name]: value } } } })],
  ["a value in a list", (name, value) => ({ users: [{ [name]: value }] })],
  ["a list of variables", (name, value) => ({ env: [{ name, value }] })],
  ["extra variables", (name, value) => ({ server: { extraEnv: [{ name, value }] } })],
  ["variables by name", (name, value) => ({ envVars: { [name]: value } })],
  ["extra arguments", (name, value) => ({ extraArgs: [`${flag(name)}=${value}`] })],
  ["arguments by two", (name, value) => ({ args: [flag(name), value] })],
  ["arguments by name", (name, value) => ({ extraArgs: { [flag(name).slice(2)]: value } })],
  [
    "a file of settings",
    (name, value) => ({ config: `a:\n  ${name}: ${JSON.stringify(value)}\n` }),
  ],
  [
    "a ConfigMap that it passes on",
    (name, value) => ({ extraObjects: [object("v1", "ConfigMap", { data: { [name]: value } })] }),
  ],
  [
    "a Secret that it passes on",
    (name, value) => ({
      extraObjects: [object("v1", "Secret", { stringData: { [name]: value } })],
    }),
  ],
  [
    "an object that it passes on as text",
    (name, value) => ({
      extraObjects: [`kind: ConfigMap\ndata:\n  ${name}: ${JSON.stringify(value)}\n`],
    }),
  ],
  ["annotations", (name, value) => ({ podAnnotations: { [name]: value } })],
  ["headers", (name, value) => ({ headers: [{ name, value }] })],
];

/** Of the documentation of what people run at home: settings that speak of credentials, or look like some, and are none. */
const documented: readonly (readonly [name: string, value: string])[] = [
  // Vaultwarden
  ["SIGNUPS_ALLOWED", "false"],
  ["INVITATIONS_ALLOWED", "true"],
  ["PASSWORD_ITERATIONS", "600000"],
  ["PASSWORD_HINTS_ALLOWED", "false"],
  ["SHOW_PASSWORD_HINT", "false"],
  ["DISABLE_ADMIN_TOKEN", "false"],
  ["DOMAIN", "https://vault.house.example"],
  ["ICON_SERVICE", "internal"],
  ["EMAIL_TOKEN_SIZE", "6"],
  ["_ENABLE_EMAIL_2FA", "true"],
  ["INVITATION_EXPIRATION_HOURS", "120"],
  ["SMTP_SECURITY", "starttls"],
  ["SMTP_AUTH_MECHANISM", "Plain,Login"],
  ["IP_HEADER", "X-Real-IP"],
  ["existingSecretKey", "admin-token"],
  // Nextcloud
  ["NEXTCLOUD_ADMIN_PASSWORD_FILE", "/run/secrets/nextcloud_admin_password"],
  ["POSTGRES_PASSWORD_FILE", "/run/secrets/postgres_password"],
  ["NEXTCLOUD_TRUSTED_DOMAINS", "cloud.house.example"],
  ["OVERWRITEPROTOCOL", "https"],
  ["TRUSTED_PROXIES", "10.42.0.0/16 10.43.0.0/16"],
  ["PHP_MEMORY_LIMIT", "512M"],
  ["REDIS_HOST", "nextcloud-redis"],
  ["OBJECTSTORE_S3_USEPATH_STYLE", "true"],
  ["usernameKey", "nextcloud-username"],
  ["passwordKey", "nextcloud-password"],
  ["tokenKey", "nextcloud-token"],
  // Gitea and Forgejo
  ["GITEA__security__INSTALL_LOCK", "true"],
  ["GITEA__security__PASSWORD_HASH_ALGO", "pbkdf2_hi"],
  ["GITEA__security__MIN_PASSWORD_LENGTH", "12"],
  ["PASSWORD_COMPLEXITY", "lower,upper,digit,spec"],
  ["PASSWORD_CHECK_PWN", "true"],
  ["SECRET_KEY_URI", "file:/etc/gitea/secret_key"],
  ["INTERNAL_TOKEN_URI", "file:/etc/gitea/internal_token"],
  ["DISABLE_QUERY_AUTH_TOKEN", "true"],
  ["ACCESS_TOKEN_EXPIRATION_TIME", "3600"],
  ["REFRESH_TOKEN_EXPIRATION_TIME", "730"],
  ["INVALIDATE_REFRESH_TOKENS", "false"],
  ["JWT_SIGNING_ALGORITHM", "RS256"],
  ["JWT_SIGNING_PRIVATE_KEY_FILE", "jwt/private.pem"],
  ["SSH_DOMAIN", "git.house.example"],
  ["SSH_SERVER_HOST_KEYS", "ssh/gitea.rsa, ssh/gogs.rsa"],
  ["passwordMode", "keepUpdated"],
  // Keycloak, Authentik, Authelia, Dex
  ["KC_HOSTNAME", "login.house.example"],
  ["KC_PROXY_HEADERS", "xforwarded"],
  ["KC_DB_PASSWORD", "${KC_DB_PASSWORD}"],
  ["accessTokenLifespan", "300"],
  ["passwordPolicy", "length(12) and notUsername(undefined)"],
  ["AUTHENTIK_POSTGRESQL__PASSWORD", "file:///run/secrets/postgres"],
  ["AUTHENTIK_SECRET_KEY", "env://AUTHENTIK_KEY"],
  ["AUTHENTIK_DISABLE_UPDATE_CHECK", "true"],
  ["AUTHELIA_JWT_SECRET_FILE", "/secrets/jwt"],
  ["AUTHELIA_SESSION_SECRET_FILE", "/secrets/session"],
  ["AUTHELIA_STORAGE_ENCRYPTION_KEY_FILE", "/secrets/storage"],
  ["algorithm", "argon2id"],
  ["client_authn_method", "client_secret_basic"],
  ["token_endpoint_auth_method", "client_secret_post"],
  ["grant_types", "authorization_code, refresh_token"],
  ["response_types", "code id_token token"],
  ["idTokens", "24h"],
  ["skipApprovalScreen", "true"],
  ["passwordConnector", "local"],
  ["secretEnv", "ARGO_WORKFLOWS_SSO_CLIENT_SECRET"],
  ["userNameKey", "preferred_username"],
  // Grafana, Prometheus, Loki, Alertmanager
  ["GF_SECURITY_ADMIN_PASSWORD__FILE", "/etc/secrets/admin"],
  ["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION", "false"],
  ["GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET", "$__file{/etc/secrets/oauth/client_secret}"],
  ["GF_AUTH_GENERIC_OAUTH_TOKEN_URL", "https://login.house.example/oauth/token"],
  ["GF_AUTH_TOKEN_ROTATION_INTERVAL_MINUTES", "10"],
  ["token_rotation_interval_minutes", "10"],
  ["disable_gravatar", "true"],
  ["cookie_secure", "true"],
  ["bearer_token_file", "/var/run/secrets/kubernetes.io/serviceaccount/token"],
  ["credentials_file", "/etc/prometheus/secrets/push/password"],
  ["password_file", "/etc/alertmanager/secrets/smtp/password"],
  ["smtp_auth_password_file", "/etc/alertmanager/secrets/smtp/password"],
  ["slack_api_url_file", "/etc/alertmanager/secrets/slack/url"],
  ["opsgenie_api_key_file", "/etc/alertmanager/secrets/opsgenie"],
  ["adminUserKey", "admin-user"],
  ["adminPasswordKey", "admin-password"],
  ["expr", 'sum by (token) (rate(http_requests_total{password!=""}[5m]))'],
  // Traefik, NGINX, Caddy, HAProxy
  ["certificatesresolvers.le.acme.email", "admin@house.example"],
  ["certificatesresolvers.le.acme.storage", "/data/acme.json"],
  ["traefik.http.middlewares.auth.basicauth.usersfile", "/etc/traefik/users"],
  ["traefik.ingress.kubernetes.io/router.middlewares", "app-login@kubernetescrd"],
  ["nginx.ingress.kubernetes.io/auth-secret", "basic-auth"],
  ["nginx.ingress.kubernetes.io/auth-type", "basic"],
  ["nginx.ingress.kubernetes.io/auth-realm", "Authentication Required"],
  ["nginx.ingress.kubernetes.io/auth-url", "https://auth.house.example/oauth2/auth"],
  [
    "nginx.ingress.kubernetes.io/auth-response-headers",
    "X-Auth-Request-User, X-Auth-Request-Access-Token",
  ],
  ["proxy_set_header", "Authorization $http_authorization"],
  ["customRequestHeaders", "X-Forwarded-Proto: https"],
  // MinIO, S3, Longhorn, Velero, Restic
  ["AWS_ENDPOINTS", "https://minio.house.example:9000"],
  ["AWS_SHARED_CREDENTIALS_FILE", "/credentials/cloud"],
  ["AWS_REGION", "us-east-1"],
  ["MINIO_ROOT_PASSWORD_FILE", "minio_root_password"],
  ["s3ForcePathStyle", "true"],
  ["backupTargetCredentialSecret", "longhorn-backups"],
  ["defaultBackupStore.credentialSecret", "longhorn-backups"],
  ["useSecret", "true"],
  ["secretContents", ""],
  ["existingSecret", "velero-credentials"],
  ["RESTIC_PASSWORD_FILE", "/etc/restic/password"],
  ["RESTIC_REPOSITORY", "s3:https://minio.house.example:9000/restic"],
  ["kmsKeyId", ""],
  ["accessKeyRef", "minio-credentials"],
  ["accessKey", "access-key"],
  // Databases
  ["POSTGRES_HOST_AUTH_METHOD", "scram-sha-256"],
  ["password_encryption", "scram-sha-256"],
  ["POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256"],
  ["MYSQL_RANDOM_ROOT_PASSWORD", "yes"],
  ["MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "no"],
  ["MARIADB_ROOT_PASSWORD_HASH_FILE", "/run/secrets/hash"],
  ["ALLOW_EMPTY_PASSWORD", "yes"],
  ["REDIS_PASSWORD_FILE", "/run/secrets/redis"],
  ["requirepass-file", "/etc/redis/password"],
  ["ME_CONFIG_BASICAUTH", "true"],
  ["usePassword", "false"],
  ["usePasswordFiles", "true"],
  ["enableSuperuserAccess", "false"],
  ["superuserSecret", "cluster-superuser"],
  ["DATABASE_URL", "postgres://$(DB_USER):$(DB_PASSWORD)@db:5432/app"],
  ["DATABASE_URL", "postgres://app@db:5432/app?sslmode=verify-full"],
  ["JDBC_URL", "jdbc:postgresql://db:5432/app?ssl=true"],
  // Media and home
  ["PLEX_CLAIM", ""],
  ["TZ", "Europe/Berlin"],
  ["PUID", "1000"],
  ["JELLYFIN_PublishedServerUrl", "https://media.house.example"],
  ["RADARR__AUTH__METHOD", "External"],
  ["RADARR__AUTH__REQUIRED", "DisabledForLocalAddresses"],
  ["UMASK", "0002"],
  ["MQTT_TOPIC", "zigbee2mqtt/bridge/request/permit_join"],
  ["ZIGBEE2MQTT_CONFIG_ADVANCED_NETWORK_KEY", "GENERATE"],
  ["PAPERLESS_OCR_LANGUAGE", "deu+eng"],
  ["PAPERLESS_DBPASS_FILE", "/run/secrets/paperless"],
  ["PAPERLESS_ADMIN_USER", "admin"],
  ["PAPERLESS_URL", "https://paper.house.example"],
  ["IMMICH_MACHINE_LEARNING_URL", "http://immich-machine-learning:3003"],
  ["DB_PASSWORD_FILE", "/run/secrets/immich"],
  ["N8N_ENCRYPTION_KEY_FILE", "/secrets/n8n/key"],
  ["N8N_USER_MANAGEMENT_JWT_DURATION_HOURS", "168"],
  ["N8N_HIRING_BANNER_ENABLED", "false"],
  ["HOMEASSISTANT_TRUSTED_PROXIES", "10.42.0.0/16"],
  ["FRIGATE_RTSP_PASSWORD", "{FRIGATE_RTSP_PASSWORD}"],
  ["WG_ALLOWED_IPS", "10.0.0.0/24, 10.8.0.0/24"],
  ["WG_PERSISTENT_KEEPALIVE", "25"],
  ["PIHOLE_DNS_", "1.1.1.1;1.0.0.1"],
  ["FTLCONF_webserver_api_password_FILE", "/run/secrets/pihole"],
  ["TUNNEL_TOKEN_FILE", "/etc/cloudflared/token"],
  ["TUNNEL_METRICS", "0.0.0.0:2000"],
  ["credentials-file", "/etc/cloudflared/creds/credentials.json"],
  // Argo CD, GitLab, Renovate, cert-manager, external-secrets, Vault
  ["dex.config", "clientSecret: $dex.github.clientSecret"],
  ["oidc.config", "clientSecret: $argocd-oidc:client-secret"],
  ["server.rbac.log.enforce.enable", "true"],
  ["admin.enabled", "false"],
  ["accounts.deploy", "apiKey"],
  ["users.session.duration", "24h"],
  ["sessionDuration", "24h"],
  ["passwordPattern", "^.{12,64}$"],
  ["CI_JOB_TOKEN_SCOPE_ENABLED", "true"],
  ["runnerRegistrationToken", ""],
  ["RENOVATE_TOKEN", "$(RENOVATE_TOKEN)"],
  ["RENOVATE_PLATFORM", "gitlab"],
  ["privateKeySecretRef", "letsencrypt-account"],
  ["apiTokenSecretRef", "cloudflare-api-token"],
  ["tokenSecretRef", "vault-token"],
  ["rotationPolicy", "Always"],
  ["encoding", "PKCS8"],
  ["secretStoreRef", "vault"],
  ["remoteRef", "secret/data/app"],
  ["VAULT_ADDR", "https://vault.house.example:8200"],
  ["VAULT_AUTH_METHOD", "kubernetes"],
  ["VAULT_TOKEN_FILE", "/home/vault/.vault-token"],
  ["serviceAccountToken", "true"],
  ["automountServiceAccountToken", "false"],
  ["tokenReviewerJWT", ""],
  ["imagePullSecrets", "registry-login"],
  ["keyrenewperiod", "0"],
  ["sealedSecretsPublicKey", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"],
  ["ssh_known_hosts", `git.house.example ssh-rsa AAAAB3NzaC1yc2E${of(40)}`],
  ["ca.crt", `-----BEGIN CERTIFICATE-----\n${of(64)}\n-----END CERTIFICATE-----\n`],
  ["dhparam", `-----BEGIN DH PARAMETERS-----\n${of(64)}\n-----END DH PARAMETERS-----\n`],
  ["jwks", JSON.stringify({ keys: [{ kty: "RSA", e: "AQAB", n: of(64), kid: of(20) }] })],
  ["commit", hex(40)],
  ["digest", `sha512:${hex(128)}`],
  ["integrity", `sha384-${base64(of(48))}`],
  ["uid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
];

/** What stands in charts, and is none. */
export const ordinary: readonly (readonly [name: string, value: string])[] = [
  ...documented,
  ["MAX_TOKEN", "4096"],
  ["MAX_TOKENS", "4096"],
  ["USE_PASSWORD", "yes"],
  ["ALLOW_EMPTY_PASSWORD", "no"],
  ["nextPageToken", "page-2"],
  ["DB_PASSWORD_FILE", "/run/secrets/db"],
  ["DB_PASSWORD", "$(DB_PASSWORD)"],
  ["password", "${DB_PASSWORD}"],
  ["command", 'test -n "${DB_PASSWORD:-}" && serve'],
  ["command", 'test "${DB_PASSWORD:?}" && serve'],
  ["password", "{{ .password }}"],
  ["password", ""],
  ["password", "Password"],
  ["password", "Enter your password"],
  ["token", "Your token is no longer valid"],
  ["existingSecret", "db-credentials"],
  ["existingSecretKey", "token"],
  ["existingSecretPasswordKey", "password"],
  ["adminTokenKey", "CSRF_KEY"],
  ["secretKey", "AWS_SECRET_ACCESS_KEY"],
  ["secretKey", "password"],
  ["passwordKey", "admin-password"],
  ["credentials", "db-credentials"],
  ["tokenTTL", "30m"],
  ["token_ttl", "30m"],
  ["accessTokenLifetime", "PT15M"],
  ["privateKey", "tls.key"],
  ["tokenPath", "/var/run/secrets/kubernetes.io/serviceaccount/token"],
  ["image", "ghcr.io/example/password-manager:1.2.3"],
  ["image", `ghcr.io/example/web@sha256:${hex(64)}`],
  ["checksum/config", hex(64)],
  ["url", "https://vault.house.example:8200"],
  ["url", "https://user@git.house.example/a.git"],
  ["url", "postgres://$(USER):$(PASSWORD)@db/web"],
  ["url", "http://web.app.svc.cluster.local:8080/api/v1/token"],
  ["repoURL", "git@git.house.example:homelab/kubernetes.git"],
  ["issuer", "https://login.house.example/realms/home"],
  ["clientSecret", "$oidc.login.clientSecret"],
  ["clientId", "argocd"],
  ["compass", "north"],
  ["bypass", "127.0.0.1"],
  ["secretName", "wildcard-tls"],
  ["fullnameOverride", "vault-agent-injector"],
  ["caBundle", base64(`-----BEGIN CERTIFICATE-----\n${of(64)}\n-----END CERTIFICATE-----\n`)],
  ["readme", "The password: see the vault, it is kept there.\n"],
  ["a.alloy", "password = local.file.db.content\n"],
  ["a.yaml", "auth:\n  enabled: true\n  token: ${TOKEN}\n  password_file: /run/a\n"],
  ["policy.csv", "g, admins, role:admin\np, role:dev, applications, get, */*, allow\n"],
  [
    "dashboard.json",
    JSON.stringify({
      title: "Tokens",
      uid: of(20),
      targets: [{ expr: "sum(rate(tokens_total[5m]))" }],
    }),
  ],
  ["ssh-key", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${of(43)} admin@house.example`],
  ["publicKey", `age1${lower(58)}`],
  ["query", "SELECT password FROM users WHERE name = $1"],
];
