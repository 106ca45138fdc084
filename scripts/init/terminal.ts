import { createInterface } from "node:readline";
import type { Person } from "./collect.ts";
import type { Found } from "./found.ts";
import { forTerminal } from "../tell/terminal.ts";
import { topics } from "./question.ts";

/** The person has gone. */
export class Interrupted extends Error {}

/** A person at a terminal, who can go at any time. */
export interface Terminal extends Person {
  close(): void;
}

export function openTerminal(
  { network }: Found,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Terminal {
  const lines = createInterface({ input, output });
  // Ctrl-C and Ctrl-D end the input.
  lines.on("SIGINT", () => lines.close());
  const typed = lines[Symbol.asyncIterator]();
  let last: string | undefined;
  const say = (text: string): void => void output.write(`${forTerminal(text)}\n`);
  say(
    `${topics.length} topics. Enter takes what stands in brackets; nothing is written before the end.`,
  );
  return {
    async ask({ topic, means, words }, fallback) {
      if (topic !== last) say(`\n${topics.indexOf(topic) + 1} of ${topics.length}: ${topic}`);
      if (topic !== last && topic === "network" && network) say(`  ${foundLine(network)}`);
      last = topic;
      const hint = words ? ` (${words.join(", ")})` : "";
      const given = fallback === undefined ? "" : ` [${fallback}]`;
      lines.setPrompt(forTerminal(`  ${means}${hint}${given}: `));
      lines.prompt();
      const { value: line, done } = await typed.next();
      if (done) {
        say("");
        throw new Interrupted();
      }
      return line.trim() || (fallback ?? "");
    },
    tell: ({ message }) => say(`    ${message}`),
    close: () => lines.close(),
  };
}

function foundLine({ device, address, cidr, gateway, dns }: NonNullable<Found["network"]>): string {
  const servers = dns.length > 0 ? `, DNS ${dns.join(" and ")}` : "";
  const router = gateway === undefined ? "" : `, gateway ${gateway}`;
  return `found: this computer has ${address} on ${device}, in ${cidr}${router}${servers}`;
}
