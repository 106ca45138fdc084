import { k3s } from "../../../charts/distributions.ts";
import { certManager, localPath, metricsServer, sealedSecrets } from "../../../charts/index.ts";
import { app, valkey, workload } from "../../../charts/workload.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { fleetOf, node } from "../../support/fleet.ts";
import { tools } from "./house.ts";

export const controllersName = "home";
/** Of the Secret that is sealed, and of what uses it. */
export const sealedPath = "vault/token";
export const databaseName = "ledger";
export const busyName = "busy";

const small = {
  requests: { cpu: "50m", memory: "16Mi" },
  limits: { memory: "64Mi" },
  stopSeconds: 1,
} as const;

/** A cluster whose controllers are real ones; `sealed`: the text of the Secret's key, once somebody could seal it. */
export function controllersFleet(sealed?: string): Fleet {
  const image = `${tools}:1.0.0`;
  return fleetOf({
    cluster: {
      kubernetes: {
        distribution: k3s,
        version: "v1.36.1+k3s1",
        bundled: ["coredns", "flannel"],
      },
      // Of the API server, which is on no node here.
      endpoint: "10.0.0.9",
      nodes: [node("home-1", "10.0.0.11", "control-plane"), node("home-2", "10.0.0.12")],
      ingress: undefined,
      charts: { delivery: "rendered" },
      loadBalancer: "10.0.0.110-10.0.0.111",
      components: [
        certManager({ authority: "local" }),
        localPath({ reclaimPolicy: "Delete" }),
        // The kubelets of a run sign their certificates themselves.
        metricsServer({ kubelets: "self-signed" }),
        sealedSecrets({ sealed: sealed ? { [sealedPath]: { value: sealed } } : {} }),
        workload(databaseName, (scope) => {
          valkey(scope, { name: databaseName, size: "100Mi", password: false, ...sizeOf(small) });
        }),
        workload(busyName, (scope) => {
          app(scope, {
            name: busyName,
            image,
            // As busy as a file says.
            command: ["sh", "-c", "while :; do [ -e /tmp/idle ] && sleep 1; done"],
            autoscale: { min: 1, max: 2, cpuPercent: 60 },
            ...small,
            limits: { cpu: "200m", memory: "64Mi" },
          });
        }),
        ...(sealed
          ? [
              workload("vault", (scope) => {
                const { name } = scope.secret({ name: "token", keys: ["value"] });
                const secrets = { TOKEN: { secret: name, key: "value" } };
                const command = ["sleep", "infinity"];
                app(scope, { name: "vault", image, command, secrets, ...small });
              }),
            ]
          : []),
      ],
    },
  });
}

function sizeOf({ requests, limits }: typeof small): Pick<typeof small, "requests" | "limits"> {
  return { requests, limits };
}
