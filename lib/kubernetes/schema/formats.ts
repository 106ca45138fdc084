import { cronFormat } from "./cron.ts";
import type { Format } from "./schema.ts";

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const qualified = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const duration = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const quantity = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const quotas =
  /^(?:pods|services(?:\.(?:nodeports|loadbalancers))?|replicationcontrollers|resourcequotas|secrets|configmaps|persistentvolumeclaims|requests\.storage|storage)$/;
const calendarDuration =
  /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;
const wordyDuration = /^(?:\d+\s*[a-zµμ]+\s*)+$/i;

/** The syntaxes by name. An empty text is an unset field to the API; `minLength` says where it is not. */
export const formats: Readonly<Record<string, Format>> = {
  "dns-label": {
    test: (value) => value === "" || (value.length <= 63 && label.test(value)),
    is: 'a DNS label (up to 63 lower case letters, digits and "-")',
    todo: "rename it",
  },
  "dns-1035-label": {
    test: (value) =>
      value === "" || (value.length <= 63 && label.test(value) && /^[a-z]/.test(value)),
    is: 'a DNS label that starts with a letter (up to 63 lower case letters, digits and "-")',
    todo: "rename it",
  },
  "dns-subdomain": {
    test: (value) => value === "" || (value.length <= 253 && subdomain.test(value)),
    is: 'a DNS subdomain (lower case letters, digits, "-" and ".")',
    todo: "rename it",
  },
  "dns-wildcard": {
    test: (value) =>
      value === "" || (value.length <= 253 && subdomain.test(value.replace(/^\*\./, ""))),
    is: 'a host name (lower case letters, digits, "-" and ".", or "*." before them)',
    todo: "rename it",
  },
  "path-segment": {
    test: (value) => value !== "" && value !== "." && value !== ".." && !/[/%]/.test(value),
    is: 'a name without "/" and "%"',
    todo: "rename it",
  },
  "label-key": {
    test: (value) => value === "" || isQualifiedName(value),
    is: 'a label key (up to 63 letters, digits, "-", "_" and ".", after an optional DNS subdomain and "/")',
    todo: "rename it",
  },
  "any-key": {
    test: (value) => value !== "",
    is: "a name",
    todo: "give it one",
  },
  "annotation-key": {
    test: (value) => value === "" || isQualifiedName(value.toLowerCase()),
    is: 'an annotation key (up to 63 letters, digits, "-", "_" and ".", after an optional DNS subdomain and "/")',
    todo: "rename it",
  },
  "label-value": {
    test: (value) => value === "" || (value.length <= 63 && qualified.test(value)),
    is: 'a label value (up to 63 letters, digits, "-", "_" and ".", a letter or digit at both ends)',
    todo: "change it",
  },
  "port-name": {
    test: (value) =>
      value === "" ||
      (value.length <= 15 && label.test(value) && /[a-z]/.test(value) && !value.includes("--")),
    is: 'a port name (up to 15 lower case letters, digits and single "-", at least one letter)',
    todo: "rename it",
  },
  "env-name": {
    test: (value) => /^[ -<>-~]+$/.test(value),
    is: 'a variable name (printable ASCII without "=")',
    todo: "rename it",
  },
  "config-key": {
    test: (value) => value.length <= 253 && /^(?!\.\.?$|\.\.)[-._A-Za-z0-9]+$/.test(value),
    is: 'a key of data (letters, digits, "-", "_" and ".")',
    todo: "rename it",
  },
  "resource-name": {
    test: isResource,
    is: "cpu, memory, ephemeral-storage, hugepages-* or of a device as <domain>/<name>",
    todo: "rename it",
  },
  "limit-name": {
    test: (value) => isResource(value) || value === "storage",
    is: "cpu, memory, storage, ephemeral-storage, hugepages-* or the name of a device",
    todo: "rename it",
  },
  "quota-name": {
    test: (value) => quotas.test(value) || isResource(value.replace(/^(?:limits|requests)\./, "")),
    is: "a resource such as requests.cpu, limits.memory, pods or count/deployments.apps",
    todo: "rename it",
  },
  "driver-name": {
    test: (value) => value === "" || (value.length <= 63 && subdomain.test(value.toLowerCase())),
    is: "the name of a driver such as nfs.csi.k8s.io",
    todo: "correct it",
  },
  "plain-path": {
    test: (value) => isPlain(value),
    is: 'a path without ".."',
    todo: "write where it leads",
  },
  "relative-path": {
    test: (value) => isPlain(value) && !value.startsWith("/"),
    is: 'a path below its folder (no "/" before it, no ".." in it)',
    todo: "correct it",
  },
  "url-path": {
    test: (value) =>
      value === "" || (value.startsWith("/") && !/\/\/|\/\.\.?(?:\/|$)|%2f|%5c/i.test(value)),
    is: 'a path of a URL ("/" before it, no "//", "/./" or "/../" in it)',
    todo: "correct it",
  },
  "hook-path": {
    test: (value) =>
      value === "" || value === "/" || /^(?:\/[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)+\/?$/.test(value),
    is: 'a path such as "/validate" (lower case letters, digits, "-" and ".")',
    todo: "correct it",
  },
  "time-zone": {
    test: isTimeZone,
    is: 'a time zone such as "Europe/Berlin" or "Etc/UTC"',
    todo: "correct it",
  },
  quantity: {
    test: (value) => quantity.test(value),
    is: 'a quantity such as "250m", "2" or "512Mi"',
    todo: "correct the number or its unit",
  },
  amount: {
    test: (value) => quantity.test(value) && !value.startsWith("-"),
    is: 'a quantity such as "250m", "2" or "512Mi"',
    todo: "correct the number or its unit",
  },
  "positive-amount": {
    test: (value) => quantity.test(value) && !/^-|^\+?[0.]+(?![\d.])/.test(value),
    is: 'a quantity above zero such as "250m", "2" or "512Mi"',
    todo: "correct the number or its unit",
  },
  cron: cronFormat,
  "date-time": {
    test: (value) =>
      /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?$/.test(value),
    is: 'a time such as "2026-01-31T12:00:00Z"',
    todo: "correct it",
  },
  date: {
    test: (value) => /^\d{4}-\d\d-\d\d$/.test(value),
    is: 'a date such as "2026-01-31"',
    todo: "correct it",
  },
  duration: {
    test: (value) =>
      duration.test(value) || wordyDuration.test(value) || calendarDuration.test(value),
    is: 'a duration such as "90s" or "1h30m"',
    todo: "correct it",
  },
  byte: {
    test: (value) => value.length % 4 === 0 && /^[A-Za-z0-9+/\r\n]*={0,2}$/.test(value),
    is: "base64",
    todo: "encode it",
  },
  ipv4: {
    test: (value) => ipv4.test(value),
    is: "an IPv4 address",
    todo: "correct it",
  },
  ipv6: {
    test: (value) => value.includes(":") && /^[\da-fA-F:.]+$/.test(value),
    is: "an IPv6 address",
    todo: "correct it",
  },
  ip: {
    test: isAddress,
    is: "an IP address",
    todo: "correct it",
  },
  cidr: {
    test: isNetwork,
    is: 'a network such as "10.42.0.0/16"',
    todo: "correct it",
  },
  "cluster-ip": {
    test: (value) => value === "" || value === "None" || isAddress(value),
    is: 'an IP address or "None"',
    todo: "correct it",
  },
  network: {
    test: (value) => isNetwork(value) && !hasHostBits(value),
    is: 'a network such as "10.42.0.0/16", without bits behind its prefix',
    todo: "correct it",
  },
  uuid: {
    test: (value) => /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i.test(value),
    is: "a UUID",
    todo: "correct it",
  },
};

function isAddress(value: string): boolean {
  return ipv4.test(value) || (value.includes(":") && /^[\da-fA-F:.]+$/.test(value));
}

function isNetwork(value: string): boolean {
  const [address = "", bits = "", ...rest] = value.split("/");
  const most = ipv4.test(address) ? 32 : /^[\da-fA-F:.]*:[\da-fA-F:.]*$/.test(address) ? 128 : -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

/** Of IPv4; nobody writes an IPv6 network out in full. */
function hasHostBits(value: string): boolean {
  const [address = "", bits] = value.split("/");
  if (!ipv4.test(address)) return false;
  const whole = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return whole % 2 ** (32 - Number(bits)) !== 0;
}

function isPlain(path: string): boolean {
  return !path.split("/").includes("..");
}

function isResource(name: string): boolean {
  const isDevice = name.includes("/") && isQualifiedName(name);
  return isDevice || /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/.test(name);
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  if (name.length > 63 || !qualified.test(name)) return false;
  if (slash === -1) return true;
  const prefix = key.slice(0, slash);
  return prefix.length <= 253 && subdomain.test(prefix);
}

function isTimeZone(value: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions();
    // The names of files on the node, which know upper from lower case.
    return timeZone === value || timeZone.toLowerCase() !== value.toLowerCase();
  } catch {
    return false;
  }
}
