import { applicationName } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { plural } from "../../lib/problem.ts";
import type { Application } from "../kube/application.ts";
import type { GitServer } from "../publish/live.ts";
import { livePins, troubleOf } from "../publish/live.ts";
import type { Finding, Section } from "./finding.ts";

/** What runs is on the git server, or Argo CD could not fetch it again. */
export function pinSection(
  { cluster, applications }: ClusterPlan,
  live: readonly Application[],
  server: GitServer,
): Section {
  const found = new Map(live.map((one) => [one.metadata.name, one]));
  const pins = applications.flatMap((one) => {
    const application = found.get(applicationName(one));
    return application ? livePins(cluster.name, one.name, application) : [];
  });
  const looked = `${plural(pins.length, "pin")} on ${server.remote}`;
  if (pins.length > 0 && !server.refs)
    return { title: "pins", looked, findings: [unknown(server)] };
  const findings = pins.flatMap((pin): Finding[] => {
    const message = troubleOf(pin, server);
    const subject = `Application ${pin.cluster}-${pin.application}`;
    return message ? [{ level: "error", subject, message, next: "npm run publish" }] : [];
  });
  return { title: "pins", looked, findings };
}

function unknown({ remote, lack }: GitServer): Finding {
  const message = `cannot be asked for the pins: ${lack}`;
  return { level: "warning", subject: remote, message, next: `git ls-remote ${remote}` };
}
