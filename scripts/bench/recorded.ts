import { foundIn } from "../../lib/helm/record/found.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { FoundChart, FoundCharts } from "../../lib/helm/request.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import type { Fleet } from "../../lib/model/cluster.ts";

/** The address that a shipped cluster asks for. */
const asked = /(?<=loadBalancerIPs":")[^"]+/g;

/** What the charts of a generated fleet make: what the records say of the shipped one, with addresses of its own. */
export function recordedCharts(fleet: Fleet): FoundCharts {
  const records = new Records();
  const found = new Map<string, FoundChart>();
  const ranges = new Map(fleet.clusters.map(({ name, loadBalancer = "" }) => [name, loadBalancer]));
  for (const request of chartRequests(fleet, "helm")) {
    const { place } = request;
    const record = records.find(request);
    if (!record) continue;
    const [address = ""] = ranges.get(place.slice(0, place.indexOf("/")))!.split("-");
    const text = JSON.stringify(record.objects).replaceAll(asked, address);
    const objects = JSON.parse(text) as typeof record.objects;
    found.set(place, foundIn({ ...record, objects }, request));
  }
  return found;
}
