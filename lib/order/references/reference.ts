/** That one object names another. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  /** Where the name stands, as `spec.template.spec.volumes[0].secret.secretName`. */
  readonly field: string;
  /** Key of a Secret or ConfigMap, port of a Service. */
  readonly key?: string | number;
  /** The object does without it. */
  readonly optional?: boolean;
}
