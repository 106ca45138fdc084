import type { Format } from "../../kubernetes/schema/schema.ts";
import { formats } from "../../kubernetes/schema/formats.ts";
import type { Problem } from "../../problem.ts";
import type { FleetRule } from "../support/rule.ts";

/** A line of /etc/hosts, an entry of DNS and an inventory have them all. */
const hostname = formats["dns-subdomain"]!;

/** useradd(8). */
const user = formatOf(
  /^[a-z_][-a-z0-9_]{0,31}$/,
  'a user name (up to 32 lower case letters, digits, "-" and "_")',
);

/** Linux keeps 15 characters of the name of a device. */
const device = formatOf(
  /^[A-Za-z][\w.-]{0,14}$/,
  'a name of a network device (up to 15 letters, digits, ".", "-" and "_")',
);

/** Proxmox VE: pvesm, `storage ID`. */
const pool = formatOf(
  /^[A-Za-z][\w.-]*[A-Za-z0-9]$/,
  'a name of a storage (letters, digits, ".", "-" and "_", a letter first)',
);

/** What machines, users, bridges and pools are called reaches their own programs, which take no others. */
export const siteNames: FleetRule = function* siteNames({ site }) {
  const { machines, hosts, reserved, ssh } = site;
  for (const name of Object.keys(machines))
    yield* issue(`machine ${name}`, "a name", name, hostname);
  for (const name of Object.keys(reserved))
    yield* issue(`reserved address ${name}`, "a name", name, hostname);
  if (ssh) yield* issue("", "ssh.user", ssh.user, user);
  for (const [name, host] of Object.entries(hosts)) {
    const of = `host ${name}`;
    yield* issue(of, "a name", name, hostname);
    if (host.user !== undefined) yield* issue(of, "user", host.user, user);
    for (const one of Object.keys(host.storagePools)) yield* issue(of, "a storage pool", one, pool);
    if (!host.proxmox) continue;
    const { node = name, bridge, files, template } = host.proxmox;
    yield* issue(of, "proxmox.node", node, hostname);
    yield* issue(of, "proxmox.bridge", bridge, device);
    yield* issue(of, "proxmox.files", files, pool);
    yield* issue(of, "proxmox.template.pool", template.pool, pool);
  }
};

function formatOf(pattern: RegExp, is: string): Format {
  return { test: (value) => pattern.test(value), is, todo: "rename it" };
}

function* issue(of: string, what: string, value: string, format: Format): Iterable<Problem> {
  if (value !== "" && format.test(value)) return;
  const found = `has ${what} ${JSON.stringify(value)}, not ${format.is}; rename it`;
  yield { place: "site", message: of === "" ? found : `${of} ${found}` };
}
