/** Where Strata and the API server are known to differ, and why it stays so. All three expressions must match. */
export interface Known {
  readonly kind: RegExp;
  /** List places are written `[]`. */
  readonly path: RegExp;
  /** The words of the side that refuses. */
  readonly says: RegExp;
  readonly reason: string;
}

export const workload = /^(?:CronJob|DaemonSet|Deployment|Job|Pod|ReplicaSet|StatefulSet)$/;
export const any = /(?:)/;
