import { shown } from "./read.ts";
import type { Fields } from "./read.ts";

/** A protocol that is left out is TCP, so that two ports may be one; and nothing finds one of two by their name. */
export function* portIssues(ports: readonly Fields[], at: string): Iterable<string> {
  for (const [field, nameOf] of Object.entries(names)) {
    const taken = new Map<string, number>();
    for (const [i, port] of ports.entries()) {
      const name = nameOf(port);
      if (name === undefined) continue;
      const other = taken.get(name);
      if (other === undefined) taken.set(name, i);
      else if (field !== "name" || !isSame(ports[other]!, port))
        yield `${at}[${i}] has the ${field} ${name} of [${other}]; change or remove one`;
    }
  }
}

const names: Readonly<Record<string, (port: Fields) => string | undefined>> = {
  port: ({ containerPort, port = containerPort, protocol = "TCP" }) =>
    port === undefined ? undefined : `${shown(port)}/${shown(protocol)}`,
  name: ({ name }) => (typeof name === "string" && name !== "" ? `"${name}"` : undefined),
  nodePort: ({ nodePort, protocol = "TCP" }) =>
    nodePort ? `${shown(nodePort)}/${shown(protocol)}` : undefined,
};

/** What is there twice in every word is told by its schema, once. */
function isSame(one: Fields, other: Fields): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
