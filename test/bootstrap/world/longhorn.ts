import type { Kube } from "../../e2e/kube.ts";
import { defineLonghorn, longhornBase, object, serveLonghorn } from "../../e2e/longhorn.ts";

/** Of which claim there is a backup at the target, for example by the nightly job. */
export interface StoredBackup {
  readonly name: string;
  readonly namespace: string;
  readonly claim: string;
}

/** Longhorn's manager in a cluster, once its pods run there: it reads its backup target, and makes volumes of backups. */
export class Longhorn {
  readonly #kube: Kube;
  readonly #stored: readonly StoredBackup[];
  #stop: (() => void) | undefined;

  constructor(kube: Kube, stored: readonly StoredBackup[]) {
    this.#kube = kube;
    this.#stored = stored;
  }

  /** Looks at the cluster once. */
  async follow(): Promise<void> {
    if (this.#stop) return;
    const pods = await this.#kube.list("/api/v1/namespaces/longhorn-system/pods");
    if (!pods.some(({ status }) => status?.phase === "Running")) return;
    await defineLonghorn(this.#kube);
    for (const one of this.#stored) await this.#offer(one);
    const status = { available: true, lastSyncedAt: new Date().toISOString() };
    if (await this.#put("backuptargets", "BackupTarget", "default", { status }))
      this.#stop = serveLonghorn(this.#kube);
  }

  async #offer({ name, namespace, claim }: StoredBackup): Promise<void> {
    const labels = { KubernetesStatus: JSON.stringify({ namespace, pvcName: claim }) };
    const status = {
      state: "Completed",
      url: `s3://longhorn-backups@us-east-1/?backup=${name}&volume=of-${claim}`,
      volumeSize: "1073741824",
      backupCreatedAt: "2026-01-01T00:00:00Z",
      labels,
    };
    await this.#put("backups", "Backup", name, { spec: {}, status });
  }

  async #put(plural: string, kind: string, name: string, rest: object): Promise<boolean> {
    const one = object("longhorn.io/v1beta2", kind, name, rest);
    return (await this.#kube.apply(`${longhornBase}/${plural}/${name}`, one)) < 300;
  }

  stop(): void {
    this.#stop?.();
  }
}
