/** An endpoint that tells whether a component works. */
export interface Probe {
  readonly name: string;
  readonly url: string;
}
