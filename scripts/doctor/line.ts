/** What was looked at, and whether it is as it should be. */
export interface Line {
  /** `missing` stops commands that everybody needs; `absent` stops some, or nothing that is wanted here. */
  readonly state: "good" | "missing" | "absent";
  readonly name: string;
  readonly found: string;
  /** What does not work without it. */
  readonly blocks?: string;
  /** How to get it. */
  readonly get?: string;
}
