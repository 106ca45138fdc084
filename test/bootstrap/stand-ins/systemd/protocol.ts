/** Where the manager of a host listens: one JSON request and one JSON reply for each connection. */
export const socketPath = "/run/systemd/private";

export interface Request {
  readonly verb: string;
  readonly units: readonly string[];
  /** The answer does not wait for what is asked. */
  readonly isNoBlock: boolean;
}

/** With which the manager ends when the machine is to start again; 0 when it is to stay off. */
export const restartCode = 3;
