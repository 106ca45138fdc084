import { connect } from "node:net";
import type { Config } from "./state.ts";

/** Where the house listens for what a hypervisor does with machines: one JSON request and reply a connection. */
export const powerSocket = "/run/house/power";

export interface Disk {
  /** Option such as `scsi1`. */
  readonly slot: string;
  readonly volume: string;
  readonly serial?: string;
  /** Bytes. */
  readonly size: number;
  /** Volume or image that its first content comes from. */
  readonly source?: string;
}

export type PowerRequest =
  | { readonly do: "running" }
  | {
      readonly do: "start";
      readonly vmid: number;
      readonly config: Config;
      readonly disks: readonly Disk[];
      /** Text of the files that cicustom names, by their kind. */
      readonly custom: Readonly<Record<string, string>>;
    }
  | { readonly do: "stop" | "shutdown" | "reboot" | "agent"; readonly vmid: number }
  | { readonly do: "free"; readonly volumes: readonly string[] }
  | {
      readonly do: "save" | "restore" | "forget";
      readonly vmid: number;
      readonly name: string;
      readonly volumes: readonly string[];
    }
  | {
      readonly do: "exec";
      readonly vmid: number;
      readonly command: readonly string[];
      readonly input?: string;
    };

export interface PowerReply {
  /** Machines that are on, for `running`. */
  readonly vmids?: readonly number[];
  readonly code?: number;
  readonly out?: string;
  readonly error?: string;
  /** Why it could not be done. */
  readonly failure?: string;
}

export function power(request: PowerRequest): Promise<PowerReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(powerSocket);
    let text = "";
    socket.on("data", (part) => (text += part.toString()));
    socket.on("error", reject);
    socket.on("end", () => resolve(JSON.parse(text) as PowerReply));
    socket.end(JSON.stringify(request));
  });
}

export async function isRunning(vmid: number): Promise<boolean> {
  return (await power({ do: "running" })).vmids!.includes(vmid);
}
