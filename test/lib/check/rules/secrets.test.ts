import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, object, service } from "../../../support/objects.ts";

// Put together here, so that no scanner takes them for real ones.
const password = ["hunter", "2"].join("");
const token = ["ghp", "a".repeat(36)].join("_");
const awsKey = ["AKIA", "B".repeat(16)].join("");
const privateKey = ["-----BEGIN RSA", "PRIVATE KEY-----\nMIIE"].join(" ");
const jwt = [`eyJ${"a".repeat(10)}`, `eyJ${"b".repeat(10)}`, "c".repeat(10)].join(".");
const hash = ["$2a", "10", "d".repeat(53)].join("$");
const url = `postgres://web:${password}@db.house.example/web`;

const web = (container: object): Change => ({ objects: [deployment({ container }), service()] });
const env = (name: string, value: string) => web({ env: [{ name, value }] });
const settings = (data: object): Change => ({ objects: [configMap("settings", data)] });
const values = (given: object): Change => ({
  components: [component("proxy", { chart: "loki", values: () => ({ ...given }) })],
});

const rows: readonly Row[] = [
  [
    "the data of a Secret",
    { objects: [object("v1", "Secret", "login", { data: { password: "aHVudGVyMg==" } })] },
    [
      'home/app: Secret "login" carries its value in data; ask the secret store for it with scope.secret(...)',
    ],
  ],
  [
    "the text of a Secret",
    { objects: [object("v1", "Secret", "login", { stringData: { password } })] },
    [
      'home/app: Secret "login" carries its value in stringData; ask the secret store for it with scope.secret(...)',
    ],
  ],
  [
    "a password in a ConfigMap",
    settings({ "db-password": password }),
    [
      'home/app: ConfigMap "settings" data.db-password looks like a credential; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password inside a file of a ConfigMap",
    settings({ "app.yaml": `db:\n  user: web\n  password: ${password}\n` }),
    [
      'home/app: ConfigMap "settings" data["app.yaml"] looks like a credential (password); put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password inside a JSON file of a ConfigMap",
    settings({ "app.json": JSON.stringify({ db: { password } }) }),
    [
      'home/app: ConfigMap "settings" data["app.json"] looks like a credential (password); put it into the secret store and name the Secret',
    ],
  ],
  [
    "a private key in a ConfigMap",
    settings({ "tls.pem": privateKey }),
    [
      'home/app: ConfigMap "settings" data["tls.pem"] looks like a private key; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a GitHub token under a harmless name",
    settings({ note: `use ${token}` }),
    [
      'home/app: ConfigMap "settings" data.note looks like a GitHub token; put it into the secret store and name the Secret',
    ],
  ],
  [
    "an AWS key",
    env("ID", awsKey),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].value (ID) looks like an AWS access key; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a JSON web token",
    env("BEARER", jwt),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].value (BEARER) looks like a JSON web token; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password hash",
    env("USERS", `admin:${hash}`),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].value (USERS) looks like a password hash; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a URL with a password",
    env("DATABASE_URL", url),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].value (DATABASE_URL) looks like a URL with a password; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password in an environment variable",
    env("DB_PASSWORD", password),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].value (DB_PASSWORD) looks like a credential; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password in an argument",
    web({ args: ["serve", `--password=${password}`] }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].args[1] looks like a credential (password); put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password after its argument",
    web({ command: ["web", "--api-key", password] }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].command[2] looks like a credential; put it into the secret store and name the Secret',
    ],
  ],
  [
    "a password in a chart's values",
    values({ loki: { storage: { s3: { secretAccessKey: password } } } }),
    [
      "home/proxy: value loki.storage.s3.secretAccessKey looks like a credential; put it into the secret store and name the Secret",
    ],
  ],
  [
    "the template of a Secret that is asked for",
    {
      cluster: { secretsFromBootstrap: { "app/login": ["user"] } },
      app: {
        asks: (scope) =>
          void scope.secret({
            name: "login",
            keys: ["user"],
            template: { config: "{{ .user }}", password },
          }),
      },
    },
    [
      'home/app: Secret "login" template.password looks like a credential; make it a key of the store',
    ],
  ],
  [
    "a client secret in a ConfigMap",
    settings({ "app.ini": `[oauth]\nclient_secret = ${password}\n` }),
    [
      'home/app: ConfigMap "settings" data["app.ini"] looks like a credential (client_secret); put it into the secret store and name the Secret',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "a Secret that holds nothing",
    { objects: [object("v1", "Secret", "login", { data: { a: "" }, stringData: { b: "" } })] },
    [],
  ],
  ["a file that holds the password", env("DB_PASSWORD_FILE", "/run/secrets/db"), []],
  [
    "a variable in place of a password",
    settings({ "app.yaml": "password: ${DB_PASSWORD}\ntoken: $TOKEN\n" }),
    [],
  ],
  ["no password", env("DB_PASSWORD", ""), []],
  ["how long a token may be", settings({ "app.yaml": "token_ttl: 30m\nmax_tokens: 4096\n" }), []],
  [
    "prose about passwords",
    settings({ readme: "The password: see the vault, it is kept there.\n" }),
    [],
  ],
  [
    "an expression of a language",
    settings({ "a.alloy": "password = local.file.db.content\n" }),
    [],
  ],
  [
    "the name of a Secret or of its key",
    settings({ credentials: "db-credentials", existingSecretKey: "admin-password" }),
    [],
  ],
];

const note = `use ${token}`;
function saidOf(notSecret: Readonly<Record<string, string>>, data: object): string[] {
  const placement = component("note", { objects: [configMap("settings", data)] });
  return problemsOf(fleetOf({ components: [{ ...placement, overrides: { notSecret } }] }));
}

describe("what is said to be no secret", () => {
  it("is none, and only where it stands", () => {
    const where = { "ConfigMap/settings data.note": "an example of the documentation" };
    expect(saidOf(where, { note })).toEqual([]);
    expect(saidOf(where, { other: note })).toEqual([
      'home/note: ConfigMap "settings" data.other looks like a GitHub token; put it into the secret store and name the Secret',
      "home/note: notSecret names ConfigMap/settings data.note, where nothing looks like a credential; remove the entry",
    ]);
  });
});

describe("a credential", () => {
  it.each(rows)("is found in %s, and not repeated", (_, change, lines) => {
    const found = problemsOf(fleetOf(change));
    expect(found).toEqual(lines);
    for (const secret of [password, token, awsKey, privateKey, jwt, hash, "aHVudGVyMg=="])
      expect(found.join("\n")).not.toContain(secret);
  });

  it.each(validRows)("is not %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
