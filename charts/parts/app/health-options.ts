/** How often is asked, and what counts, in Kubernetes' own words. */
export interface Timing {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
}

/** What is asked. `port` is the name of a port of the container. */
export type Question =
  | {
      /** An HTTP path that answers 200 to 399. */
      readonly path: string;
      /** @default "http" */
      readonly port?: string;
      /** @default "HTTP" */
      readonly scheme?: "HTTP" | "HTTPS";
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      /** A port that takes connections. */
      readonly tcp: string;
    }
  | {
      /** A command that ends with 0. */
      readonly exec: readonly string[];
    }
  | {
      /** A port that speaks the health protocol of gRPC. */
      readonly grpc: string;
      readonly service?: string;
    };

export type Check = Question & Timing;

/** One of the three probes: asked otherwise, timed otherwise, or left out. */
export type ProbeOptions = Check | Timing | false;

/** What tells that a container has started, can serve, and still lives. */
export interface HealthOptions {
  /**
   * What all three probes ask; a text is an HTTP path, `false` asks nothing.
   * @default "/" of port `http`; without one a connection to the first TCP port; without any nothing
   */
  readonly health?: string | Check | false;
  /** Where one of them differs. @default startup every 5 s for 150 s, readiness every 10 s, liveness every 20 s */
  readonly probes?: {
    readonly startup?: ProbeOptions;
    readonly readiness?: ProbeOptions;
    readonly liveness?: ProbeOptions;
  };
}
