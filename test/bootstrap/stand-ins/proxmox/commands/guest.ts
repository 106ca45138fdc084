import { readFileSync } from "node:fs";
import type { Arguments } from "../arguments.ts";
import { number } from "../arguments.ts";
import { Refusal } from "../failure.ts";
import { isRunning, power } from "../power.ts";
import { load } from "../state.ts";

/** The agent has to be switched on in the configuration, and to run in the guest. */
async function assertAgent(vmid: number): Promise<void> {
  const { agent } = load(vmid).config;
  if (!agent || /^(enabled=)?0/.test(agent)) throw new Refusal("No QEMU guest agent configured");
  if (!(await isRunning(vmid))) throw new Refusal(`VM ${vmid} is not running`);
  const { failure } = await power({ do: "agent", vmid });
  if (failure) throw new Refusal("QEMU guest agent is not running");
}

/** Prints what the command printed, as JSON; ends well whatever its exit code was. */
const exec = async ({ words, options, rest }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  await assertAgent(vmid);
  const command = [...words.slice(1), ...rest];
  const input = options["pass-stdin"] === "1" ? { input: readFileSync(0, "utf8") } : {};
  const { code = 0, out, error } = await power({ do: "exec", vmid, command, ...input });
  const told = {
    ...(error && { "err-data": error }),
    exitcode: code,
    exited: 1,
    ...(out && { "out-data": out }),
  };
  console.log(JSON.stringify(told, undefined, 3));
};

const cmd = async ({ words }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  await assertAgent(vmid);
  if (words[1] === "ping") return;
  if (words[1] === "network-get-interfaces") {
    const { out = "[]" } = await power({ do: "exec", vmid, command: ["ip", "-json", "address"] });
    console.log(JSON.stringify(interfacesOf(out), undefined, 3));
    return;
  }
  throw new Refusal(`unable to find guest command '${words[1]}'`);
};

function interfacesOf(text: string): object[] {
  interface Link {
    readonly ifname: string;
    readonly address: string;
    readonly addr_info: readonly {
      readonly local: string;
      readonly prefixlen: number;
      readonly family: string;
    }[];
  }
  return (JSON.parse(text) as Link[]).map(({ ifname, address, addr_info }) => ({
    name: ifname,
    "hardware-address": address,
    "ip-addresses": addr_info.map(({ local, prefixlen, family }) => ({
      "ip-address": local,
      "ip-address-type": family === "inet" ? "ipv4" : "ipv6",
      prefix: prefixlen,
    })),
  }));
}

export const guestCommands = { exec, cmd };
