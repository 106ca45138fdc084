import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Environment, EnvironmentOptions } from "../environment.ts";

/** What a scenario works with. */
export interface Context {
  /** Of everything that is random. */
  readonly seed: number;
  /** That of clusters/, or that of test/ (`isOnFleet`). */
  readonly fleet: Fleet;
  readonly say: (line: string) => void;
  /** Directory of real chart archives. */
  readonly charts: string | undefined;
  /** A new environment; the one before it is stopped. */
  start(options?: Partial<EnvironmentOptions>): Promise<Environment>;
  /** Ends the environment. */
  stop(): Promise<void>;
  /** The fleet installed and settled, as an earlier scenario left it or anew. */
  installed(): Promise<Environment>;
}

export interface Scenario {
  readonly name: string;
  /** What it shows, in a few words. */
  readonly shows: string;
  /** About what it takes on two cores. */
  readonly seconds: number;
  /**
   * It runs on the fleet of clusters/, in the environment that the one before it left. What shows how Argo CD or a
   * command behaves, whatever the fleet, runs on one of test/.
   */
  readonly isOnFleet?: true;
  /** Needs a cluster of that fleet that is pinned. */
  readonly needsPins?: true;
  /** Whether names and ports of the house have to lead here: it is left out where namespaces are not allowed. */
  readonly needsNamespaces?: true;
  /** What it needs that this computer has not; it is left out then. */
  readonly refusal?: () => string | undefined;
  /** Needs real chart archives. */
  readonly needsCharts?: true;
  /** Only run when asked for. */
  readonly isLong?: true;
  /** Fetches what only this one needs, before the network is out of reach. */
  readonly prepare?: (say: (line: string) => void) => unknown;
  /** Takes away what is left of a run that was ended in its middle; after all of them. */
  readonly cleanUp?: () => Promise<void>;
  /** Throws when the promise does not hold. */
  run(context: Context): Promise<void>;
}
