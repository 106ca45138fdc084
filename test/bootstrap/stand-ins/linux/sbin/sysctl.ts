import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// sysctl(8). Of the kernel's settings only those of the network are this machine's own; the others are kept in a file.
const kept = "/run/sysctl.json";
const folders = ["/etc/sysctl.d", "/run/sysctl.d", "/usr/lib/sysctl.d"];
const args = process.argv.slice(2);
let status = 0;

const files = args.includes("--system")
  ? [...folders.flatMap(filesIn), "/etc/sysctl.conf"].filter((file) => existsSync(file))
  : [];
const loads = args.findIndex((word) => word === "-p" || word.startsWith("--load"));
if (loads >= 0) files.push(args[loads]!.split("=")[1] ?? args[loads + 1] ?? "/etc/sysctl.conf");
for (const file of files) {
  if (args.includes("--system")) console.log(`* Applying ${file} ...`);
  for (const line of readFileSync(file === "-" ? 0 : file, "utf8").split("\n")) {
    const [, key, value] = /^\s*-?([\w./-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key && !line.trim().startsWith("#")) write(key, value!);
  }
}
if (files.length === 0) {
  const isValueOnly = args.some((word) => /^-(n|-values)$/.test(word));
  for (const word of args.filter((one) => !one.startsWith("-"))) {
    const [key = "", value] = word.split(/\s*=\s*/);
    if (value === undefined) read(key, isValueOnly);
    else write(key, value);
  }
}
process.exit(status);

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".conf"));
  return names.sort().map((name) => join(folder, name));
}

function pathOf(key: string): string {
  return `/proc/sys/${key.replaceAll(".", "/")}`;
}

function saved(): Record<string, string> {
  return existsSync(kept) ? (JSON.parse(readFileSync(kept, "utf8")) as Record<string, string>) : {};
}

function read(key: string, isValueOnly: boolean): void {
  const value =
    saved()[key] ??
    (existsSync(pathOf(key)) ? readFileSync(pathOf(key), "utf8").trim() : undefined);
  if (value === undefined) return missing(key);
  console.log(isValueOnly ? value : `${key} = ${value}`);
}

function write(key: string, value: string): void {
  // What comes with the bridge module is not there before it.
  const isBridge = key.startsWith("net.bridge.") && existsSync("/run/modules/br_netfilter");
  if (!isBridge && !existsSync(pathOf(key))) return missing(key);
  if (key.startsWith("net.") && !isBridge) writeFileSync(pathOf(key), value);
  else {
    mkdirSync("/run", { recursive: true });
    writeFileSync(kept, JSON.stringify({ ...saved(), [key]: value }));
  }
  console.log(`${key} = ${value}`);
}

function missing(key: string): void {
  console.error(`sysctl: cannot stat ${pathOf(key)}: No such file or directory`);
  status = 255;
}
