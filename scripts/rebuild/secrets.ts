import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { ownSecrets, savedSecrets } from "../backup/secrets.ts";
import { Store } from "../backup/store.ts";
import type { GivenSecrets } from "../bootstrap/secret-steps.ts";
import type { Report } from "../tell/report.ts";

export interface Given {
  readonly fleet: Pick<Fleet, "site">;
  readonly cluster: Cluster;
  /** From standard input. */
  readonly typed: GivenSecrets;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** What the first bootstrap made up, as it was backed up last, and over it what was typed, key by key. */
export async function givenSecrets({ fleet, cluster, typed, report, signal }: Given) {
  const wanted = ownSecrets(cluster);
  if (wanted.length === 0) return typed;
  const note = (text: string): void => report.event({ event: "note", host: cluster.name, text });
  if (!fleet.site.backups || !process.env["AWS_ACCESS_KEY_ID"]) {
    note(`no keys of a bucket (AWS_ACCESS_KEY_ID): ${wanted.join(", ")} get new values`);
    return typed;
  }
  const saved = await savedSecrets(new Store(fleet.site, signal), cluster);
  const none = `no backup has ${wanted.join(", ")}: they get new values`;
  note(saved ? `takes the values of ${saved.key}` : none);
  const values: GivenSecrets = saved?.values ?? {};
  const paths = [...new Set([...Object.keys(values), ...Object.keys(typed)])];
  return Object.fromEntries(paths.map((path) => [path, { ...values[path], ...typed[path] }]));
}
