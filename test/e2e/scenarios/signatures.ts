import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { argoCd } from "../../../charts/index.ts";
import { argocdNamespace } from "../../../lib/order/names.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import { applicationSection } from "../../../scripts/health/applications.ts";
import type { Application } from "../../../scripts/kube/application.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment } from "../environment.ts";
import { filesOf, planOf } from "../plans.ts";
import { applicationsBy, settled } from "../settle.ts";
import type { Signer } from "../signers.ts";
import { hasKey, Signers } from "../signers.ts";
import { until } from "../wait.ts";
import type { Context, Scenario } from "./scenario.ts";

const name = "local";
const root = `${name}-root`;
const mark = "e2e.test/mark";
/** Several looks of Argo CD. */
const watchSeconds = 12;

/** A fleet that runs begins to ask for signatures. */
export const signatures: Scenario = {
  name: "signatures",
  seconds: 120,
  shows: "what is not signed by a key that the fleet lists is not deployed, and is told",

  async run(context) {
    const fleet = withRevision(context.fleet, name, "pinned");
    const environmentVariables = { ARGOCD_GPG_ENABLED: "true" };
    const environment = await context.start({ fleet, clusters: [name], environmentVariables });
    const signers = new Signers(environment.directory);
    try {
      const house = new House(environment, context, await signers.add("ada", "subkey"));
      await environment.origin.git("config", "gpg.program", signers.program);
      const stranger = await signers.add("mallory");
      await house.install();
      await house.moveOver();
      await house.refuses("unsigned", "is not signed", "--no-gpg-sign");
      await house.refuses("signed by a stranger", stranger.id, `--gpg-sign=${stranger.id}`);
      await house.takes();
    } finally {
      await signers.stop();
    }
  },
};

class House {
  readonly #environment: Environment;
  readonly #say: Context["say"];
  readonly #ada: Signer;

  constructor(environment: Environment, { say }: Context, ada: Signer) {
    this.#environment = environment;
    this.#say = say;
    this.#ada = ada;
  }

  async install(): Promise<void> {
    const { origin, fleet } = this.#environment;
    await origin.commit(filesOf(fleet), "install");
    await origin.publish();
    await this.#environment.applyRoots();
    await settled(this.#environment, 300);
    this.#say("installed, without any signature");
  }

  /** The keys by a push, and then what `npm run bootstrap` applies. */
  async moveOver(): Promise<void> {
    const { origin, fleet } = this.#environment;
    this.#environment.fleet = askingFor(fleet, this.#ada);
    await origin.git("config", "user.signingKey", this.#ada.id);
    await this.#commit("keys", `--gpg-sign=${this.#ada.id}`);
    await origin.publish();
    await this.#environment.refresh();
    await settled(this.#environment, 300);
    await this.#mountKeys();
    await this.#environment.applyRoots();
    await this.#commit("the first that has to be signed", `--gpg-sign=${this.#ada.id}`, "1");
    await origin.publish();
    await this.#environment.refresh();
    await settled(this.#environment, 300);
    this.#requireMarked("1");
    this.#say("asks for signatures, and a signed push was deployed");
  }

  /** With its pins on the server, as somebody who may push has it. */
  async refuses(what: string, told: string, signing: string): Promise<void> {
    const { origin } = this.#environment;
    await this.#commit(what, `--gpg-sign=${this.#ada.id}`, what.length.toString());
    await origin.pushPins();
    await origin.git("commit", "--quiet", "--amend", "--no-edit", signing);
    const said = await origin.publish().catch((error: { stderr: string }) => error.stderr);
    requireText("publish", said, told, "Argo CD deploys nothing of it");
    const before = this.#applications();
    await origin.pushBranch("--force");
    await this.#environment.refresh();
    await until(`${root}, refusing what is ${what}`, () => this.#told().includes("GIT/GPG"), 60);
    for (let second = 0; second < watchSeconds; second += 2) {
      await sleep(2000);
      if (this.#applications() !== before)
        throw problem(what, "Applications changed; a commit was deployed that nobody may deploy");
    }
    this.#requireMarked("1");
    requireText("health", this.#told(), `error: Application ${root}`);
    this.#say(`${what}: nothing deployed; health says ${this.#told()}`);
    await origin.git("reset", "--quiet", "--hard", "HEAD~1");
  }

  /** A signed commit on top is all that it takes. */
  async takes(): Promise<void> {
    const { origin } = this.#environment;
    await this.#commit("signed again", `--gpg-sign=${this.#ada.id}`, "2");
    await origin.pushPins();
    await origin.pushBranch("--force");
    await this.#environment.refresh();
    await settled(this.#environment, 300);
    this.#requireMarked("2");
    if (this.#told() !== "") throw problem("health", `still says ${this.#told()}`);
    this.#say("signed again: deployed");
  }

  async #commit(message: string, signing: string, text?: string): Promise<void> {
    const { origin } = this.#environment;
    if (text !== undefined)
      this.#environment.fleet = changeFleet(this.#environment.fleet, {
        [name]: { "vulnerability-scanner-staging": { mark: text } },
      });
    await origin.commit(filesOf(this.#environment.fleet), message);
    await origin.git("commit", "--quiet", "--amend", "--no-edit", signing);
  }

  /** What a kubelet does, and the programs here have none. */
  async #mountKeys(): Promise<void> {
    const { kube } = this.#environment.clusters.get(name)!;
    const path = `/api/v1/namespaces/${argocdNamespace}/configmaps/argocd-gpg-keys-cm`;
    const data = (await kube.get(path))?.["data"] as Record<string, string>;
    const files = join(this.#environment.directory, name);
    for (const [id, text] of Object.entries(data)) {
      writeFileSync(join(files, id), text);
      renameSync(join(files, id), join(files, "gpg-keys", id));
      await until(`key ${id} in the keyring`, () => hasKey(join(files, "gpg"), id), 20);
    }
  }

  /** Of all of them, what the root writes. */
  #applications(): string {
    const { view } = this.#environment.clusters.get(name)!.world;
    const specs = Array.from(view.of("argoproj.io/Application"), ({ spec }) =>
      JSON.stringify(spec),
    );
    return specs.sort().join("\n");
  }

  /** What `npm run health` says of the root; empty when that is nothing. */
  #told(): string {
    const find = applicationsBy(this.#environment, name);
    const cluster = this.#environment.fleet.clusters.find((one) => one.name === name)!;
    const live = find(root) as unknown as Application;
    return applicationSection(planOf(cluster), [live])
      .findings.filter(({ subject }) => subject === `Application ${root}`)
      .map(({ level, subject, message }) => `${level}: ${subject} ${message}`)
      .join("\n");
  }

  #requireMarked(text: string): void {
    const { view } = this.#environment.clusters.get(name)!.world;
    const marks = Array.from(view.of("apps/Deployment"), ({ metadata }) => metadata.annotations)
      .flatMap((annotations) => annotations?.[mark] ?? [])
      .sort();
    if (new Set(marks).size !== 1 || marks[0] !== text)
      throw problem("e2e", `Deployments have the marks ${marks.join(", ")}, not ${text}`);
  }
}

/** The fleet with a key in the data of its Argo CD. */
function askingFor(fleet: Fleet, { id, text }: Signer): Fleet {
  const clusters = fleet.clusters.map((cluster) => ({
    ...cluster,
    components: cluster.components.map((placement) =>
      cluster.name === name && placement.name === "argo-cd"
        ? argoCd({ host: "argocd.localhost", signatureKeys: { [id]: text } })
        : placement,
    ),
  }));
  return { ...fleet, clusters };
}

function requireText(who: string, said: string, ...texts: readonly string[]): void {
  const missing = texts.filter((text) => !said.includes(text));
  if (missing.length > 0) throw problem(who, `does not say ${missing.join(" | ")}, but:\n${said}`);
}

function problem(place: string, message: string): FleetError {
  return new FleetError([{ place: `signatures, ${place}`, message }]);
}
