import type { Allowance } from "../../model/allowance.ts";
import type { Room } from "./room.ts";

/** What a review has to know of a cluster and no object says: `dist/<cluster>/review.yaml`, which nobody syncs. */
export interface ReviewFacts {
  /** How many there are. */
  readonly nodes: number;
  /** Absent where the data of a node makes no sense. */
  readonly room?: Room;
  /** Application to those that it waits for, each with the first reason. */
  readonly needs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Hostname to the component that serves it. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Fixed address to who asks for it. */
  readonly addresses: Readonly<Record<string, string>>;
  /** `<namespace>/<name>` of each Secret to who makes it. */
  readonly secrets: Readonly<Record<string, string>>;
  /** `<group>/<Kind>` of what holds data, beside the built-in kinds. */
  readonly keepsData: readonly string[];
  /** And of what says who may talk to whom. */
  readonly policies: readonly string[];
  readonly allow: readonly Allowance[];
}

export const noFacts: ReviewFacts = {
  nodes: 0,
  needs: {},
  hosts: {},
  addresses: {},
  secrets: {},
  keepsData: [],
  policies: [],
  allow: [],
};
