import type { Fleet } from "../../../lib/model/cluster.ts";
import type { HostsOptions, TestHosts } from "../hosts/index.ts";

/** What a scenario works with. */
export interface Context {
  /** Of everything that is random. */
  readonly seed: number;
  /** That of test/fleets/house. */
  readonly fleet: Fleet;
  readonly say: (line: string) => void;
  /** A directory of this scenario's own. */
  readonly directory: string;
  /** The machines of the house; those of an earlier call are stopped. */
  start(options?: Partial<HostsOptions>): Promise<TestHosts>;
}

export interface Scenario {
  readonly name: string;
  /** What it shows, in a few words. */
  readonly shows: string;
  /** Only run when asked for. */
  readonly isLong?: true;
  /** Throws when the promise does not hold. */
  run(context: Context): Promise<void>;
}
