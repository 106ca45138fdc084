import { bootstrapSecrets } from "../../lib/model/bootstrap.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import { ownSecrets } from "../backup/secrets.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { planOne } from "../run/plan.ts";
import { Phases, runCommandOf } from "../rebuild/phases.ts";
import type { StepRun } from "../run/steps.ts";
import { failure } from "../tell/failure.ts";
import { seconds } from "../tell/report.ts";
import type { DrillRecord } from "./record.ts";
import { endRecord, readRecord, writeRecord } from "./record.ts";
import { readPrints } from "./prints.ts";

/** A loss of a cluster in containers, rehearsed with the commands that a real one takes. */
export class Drill {
  readonly #cluster: Cluster;
  readonly #context: StepRun;
  readonly #record: DrillRecord;

  constructor(cluster: Cluster, context: StepRun) {
    this.#cluster = cluster;
    this.#context = context;
    this.#record = readRecord(cluster.name);
  }

  async run(): Promise<void> {
    const { report, isDryRun } = this.#context;
    const record = this.#record;
    const { name } = this.#cluster;
    const note = (text: string): void => report.event({ event: "note", host: name, text });
    const done = Object.entries(record.times);
    if (done.length > 0 && !isDryRun) note(`goes on with the drill of ${record.startedAt}`);
    const phases = new Phases(report, isDryRun ? [] : done);
    for (const [phase, work] of this.#phases()) {
      if (record.times[phase] !== undefined && !isDryRun) continue;
      const took = await phases.run(phase, work);
      if (isDryRun) continue;
      record.times[phase] = took;
      writeRecord(name, record);
    }
    if (isDryRun) return;
    const down = (Date.now() - Date.parse(record.lostAt!)) / 1000;
    const lines = [...phases.lines(), `  it was gone for ${seconds(down)}`];
    for (const line of lines) note(line);
    note(`written to ${endRecord(name, lines)}`);
  }

  #phases(): readonly (readonly [name: string, work: () => Promise<void>])[] {
    const { name } = this.#cluster;
    return [
      [
        "cluster",
        async () => {
          await this.#command("local", "up", name);
          await this.#command("bootstrap", name);
        },
      ],
      ["data", () => this.#newValues()],
      ["backup", () => this.#command("backup", "secrets", name)],
      ["loss", () => this.#lose()],
      ["rebuild", () => this.#command("rebuild", name)],
      ["comparison", () => this.#compare()],
    ];
  }

  #command(command: string, ...words: string[]): Promise<void> {
    const { isDryRun } = this.#context;
    return runCommandOf(command, [...words, ...(isDryRun ? ["--dry-run"] : [])], this.#context);
  }

  /** Values that nothing but the backup to come can have. Argo CD's own stay: it would restart meanwhile. */
  async #newValues(): Promise<void> {
    const { name } = this.#cluster;
    const secretsFromBootstrap = bootstrapSecrets(this.#cluster);
    const paths = ownSecrets(this.#cluster).filter((one) => !one.startsWith(`${argocdNamespace}/`));
    if (paths.length === 0)
      throw failure(name, "has no secretsFromBootstrap; give it one to drill with");
    for (const path of paths) {
      const generate = secretsFromBootstrap[path]!.flatMap((key) => ["--generate", key]);
      await this.#command("secret", "rotate", `${name}/${path}`, ...generate);
    }
    if (!this.#context.isDryRun) this.#record.before = await this.#prints();
  }

  async #lose(): Promise<void> {
    this.#record.lostAt ??= new Date().toISOString();
    if (!this.#context.isDryRun) writeRecord(this.#cluster.name, this.#record);
    await this.#command("local", "down", this.#cluster.name);
  }

  async #compare(): Promise<void> {
    const { report, isDryRun } = this.#context;
    const { name } = this.#cluster;
    if (isDryRun) return;
    const before = Object.entries(this.#record.before ?? {});
    const after = await this.#prints();
    const other = before.filter(([what, print]) => after[what] !== print).map(([what]) => what);
    if (other.length > 0) {
      const message = `${other.join(", ")} came back with other values than before; see which backups there are: npm run backup -- list`;
      throw failure(name, message);
    }
    const text = `as before: ${before.map(([what]) => what).join(", ")}`;
    report.event({ event: "note", host: name, text });
  }

  async #prints(): Promise<Readonly<Record<string, string>>> {
    return readPrints(
      new Kubectl(this.#cluster, this.#context.signal),
      await planOne(this.#cluster),
    );
  }
}
