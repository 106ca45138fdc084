import { describe, expect, it } from "vitest";
import { argoCd, certManager, kubePrometheusStack } from "../../../charts/index.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import type { GivenSecrets } from "../../../scripts/bootstrap/secret-steps.ts";
import {
  bootstrapSecretSteps,
  repositorySecretSteps,
} from "../../../scripts/bootstrap/secret-steps.ts";
import type { Kubectl } from "../../../scripts/kube/kubectl.ts";
import type { Input, Program } from "../../../scripts/run/step.ts";
import { planned } from "../../lib/support/tiny.ts";

type Made = Readonly<Record<string, unknown>>;

/** A cluster that holds these Secrets, by `<namespace>/<name>`. */
function holding(data: Readonly<Record<string, object>> = {}): Kubectl {
  const cluster = { name: "tiny" } as Cluster;
  return {
    cluster,
    get: async (_: string, name: string, option: string) =>
      data[`${option.replace("--namespace=", "")}/${name}`],
    apply: (input: Input): Program => ({ argv: ["kubectl", "apply"], input }),
    line: () => "",
  } as unknown as Kubectl;
}

async function secretsOf(
  components: readonly AnyPlacement[],
  secretsFromBootstrap: Cluster["secretsFromBootstrap"],
  given: GivenSecrets = {},
  kubectl = holding(),
) {
  const plan = planned(components, { secretsFromBootstrap });
  const steps = [
    ...bootstrapSecretSteps(kubectl, plan, given),
    ...repositorySecretSteps(kubectl, plan, given),
  ];
  const found: { readonly says: string; readonly object: Made }[] = [];
  for (const step of steps) {
    const actions = (await step.actions()) as readonly Program[];
    const input = actions.at(-1)!.input as Exclude<Input, string>;
    const [object] = (JSON.parse(await input.read()) as { items: Made[] }).items;
    found.push({ says: input.secret, object: object! });
  }
  return found;
}

const host = "argocd.tiny.house.example";

describe("a cluster without a store", () => {
  it("has the repository's credentials as Argo CD finds them, made once", async () => {
    const privateRepository = "https://git.house.example/fleet.git";
    const found = await secretsOf(
      [argoCd({ host, privateRepository })],
      { "argocd/repository": ["username", "password"] },
      { "argocd/repository": { username: "robot", password: "p" } },
    );
    expect(found.map(({ says }) => says)).toEqual([
      "Secret argocd/argocd-redis with auth (random if new)",
      "Secret argocd/repository with username, password",
    ]);
    expect(found[1]!.object).toMatchObject({
      metadata: { labels: { "argocd.argoproj.io/secret-type": "repository" } },
      stringData: { type: "git", url: privateRepository, username: "robot", password: "p" },
    });
  });

  it("has an authority of one's own as the type that it is of", async () => {
    const given = { "cert-manager/own-authority": { "tls.crt": "c", "tls.key": "k" } };
    const [made] = await secretsOf(
      [certManager({ authority: "own" })],
      { "cert-manager/own-authority": ["tls.crt", "tls.key"] },
      given,
    );
    expect(made!.object).toMatchObject({
      type: "kubernetes.io/tls",
      stringData: given["cert-manager/own-authority"],
    });
  });

  it("keeps what is there, gives what is new a random value, and says for which keys", async () => {
    const held = { data: { "admin-user": Buffer.from("me").toString("base64") } };
    const [made] = await secretsOf(
      [kubePrometheusStack({ host: "grafana.tiny.house.example" })],
      { "monitoring/grafana-admin": ["admin-user", "admin-password"] },
      {},
      holding({ "monitoring/grafana-admin": held }),
    );
    expect(made!.says).toBe(
      "Secret monitoring/grafana-admin with admin-user (random if new), admin-password (random if new)",
    );
    expect(made!.object["stringData"]).toEqual({
      "admin-user": "me",
      "admin-password": expect.stringMatching(/^[\w-]{32}$/) as string,
    });
  });
});
