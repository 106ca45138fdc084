import type { Kube, KubeObject } from "../../e2e/kube.ts";
import type { TestHost } from "../hosts/host.ts";

/** What a bootstrap leaves: text by a name for it, without what is random or of the moment. */
export type EndState = Readonly<Record<string, string>>;

export async function endStateOf(machines: readonly TestHost[], kube: Kube): Promise<EndState> {
  return { ...(await machinesState(machines)), ...(await objectsOf(kube)) };
}

/** The same of machines alone: files, what runs, and what is on the disks for volumes. */
export async function machinesState(machines: readonly TestHost[]): Promise<EndState> {
  const states = await Promise.all(machines.map(filesOf));
  return Object.assign({}, ...states) as EndState;
}

const folders = [
  "/etc/rancher",
  "/etc/systemd",
  "/etc/fstab",
  "/etc/modules-load.d",
  "/etc/sysctl.d",
  "/etc/multipath",
  "/boot/firmware",
  "/usr/local/bin/k3s*",
  "/usr/local/bin/kubectl",
  "/var/lib/rancher/k3s/agent/pod-manifests",
];

/** Each with its mode and, where that is no secret of the cluster, its content; then what runs. */
const look = `for file in $(find ${folders.join(" ")} ! -type d 2>/dev/null | sort); do
  printf '\\036%s\\n' "$file"
  stat -c '%A %U' "$file"
  case $file in
  */k3s.yaml | */token | */password) ;;
  *) if [ -h "$file" ]; then readlink "$file"; else cat "$file"; fi ;;
  esac
done
printf '\\036runs\\n'
systemctl is-active k3s k3s-agent iscsid multipathd
systemctl is-enabled iscsid
systemctl is-enabled k3s
systemctl is-enabled k3s-agent
/usr/local/bin/k3s --version
grep /mnt/ /proc/mounts | cut -d' ' -f2-4
grep -c . /proc/swaps
flock --nonblock /run/strata.lock echo unlocked
for disk in /dev/disk/by-id/*; do
  test -b "$disk" && blkid --probe --output export "$disk" | grep -v UUID
done`;

async function filesOf(machine: TestHost): Promise<EndState> {
  const { out } = await machine.execute(["sh", "-c", look]);
  const found = out.split("\x1e").slice(1).map(splitLine);
  return Object.fromEntries(
    found.map(([file, text]) => [
      `${machine.name}:${file}`,
      text.replaceAll(/UUID=[0-9a-f-]{36}/g, "UUID=…"),
    ]),
  );
}

function splitLine(text: string): [string, string] {
  const end = text.indexOf("\n");
  return [text.slice(0, end), text.slice(end + 1)];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** Named by chance, or of the moment. */
const fleeting = new Set("Event Lease Pod EndpointSlice Endpoints PodMetrics IPAddress".split(" "));

async function objectsOf(kube: Kube): Promise<EndState> {
  const groups = (await kube.get("/apis"))!["groups"] as {
    preferredVersion: { groupVersion: string };
  }[];
  const versions = ["v1", ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const found: [string, string][] = [];
  for (const version of versions) {
    const base = version === "v1" ? "/api/v1" : `/apis/${version}`;
    const resources = ((await kube.get(base))?.["resources"] ?? []) as Resource[];
    for (const { name, kind, verbs } of resources) {
      if (!verbs.includes("list") || fleeting.has(kind)) continue;
      for (const object of await kube.list(`${base}/${name}`)) {
        const { namespace = "", name: own } = object.metadata;
        found.push([`${version} ${kind} ${namespace}/${own}`, textOf({ ...object, kind })]);
      }
    }
  }
  return Object.fromEntries(found);
}

/** Fields that differ from one cluster to the next, whatever was done to it. */
const own = new Set(
  `uid resourceVersion creationTimestamp generation managedFields selfLink clusterIP clusterIPs nodePort
  healthCheckNodePort podCIDR podCIDRs`.split(/\s+/),
);

function textOf(object: KubeObject): string {
  const { kind, status, data } = object;
  const shown: Record<string, unknown> = { ...object };
  delete shown["status"];
  // Of secrets the names of what they hold: the values are random.
  if (kind === "Secret") shown["data"] = Object.keys((data as object | undefined) ?? {});
  if (kind === "Application") shown["status"] = [status?.sync?.status, status?.health?.status];
  const text = JSON.stringify(
    shown,
    (key, value: unknown) => (own.has(key) ? undefined : value),
    1,
  );
  return text.replaceAll(/-----BEGIN [\s\S]*?-----END [A-Z ]+-----/g, "…");
}

/** What differs, one line each, at most so many. */
export function differences(actual: EndState, expected: EndState, limit = 20): string[] {
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...names]
    .filter((name) => actual[name] !== expected[name])
    .slice(0, limit)
    .map((name) => {
      if (expected[name] === undefined) return `${name} is there, and should not be`;
      if (actual[name] === undefined) return `${name} is missing`;
      const [is, should] = [actual[name].split("\n"), expected[name].split("\n")];
      const line = is.findIndex((text, i) => text !== should[i]);
      return `${name} has "${is[line]}" in place of "${should[line]}"`;
    });
}
