import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import type { Kube } from "../../../e2e/kube.ts";
import { log } from "./log.ts";

/**
 * What kube-vip does with `vip_arp` and `vip_leaderelection`: who holds the Lease has the address on its interface,
 * and tells the network so; who cannot renew the Lease gives the address up.
 */
export function holdAddress(kube: Kube, node: string, env: Readonly<Record<string, string>>): void {
  const {
    address = "",
    vip_leasename: lease = "plndr-cp-lock",
    cp_namespace: namespace = "kube-system",
  } = env;
  const duration = Number(env["vip_leaseduration"] ?? 5) * 1000;
  const retry = Number(env["vip_retryperiod"] ?? 1) * 1000;
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${lease}`;
  let renewed = 0;
  let isHeld = false;
  const tick = async (): Promise<void> => {
    const found = await kube.get(path);
    const { holderIdentity, renewTime } = (found?.["spec"] ?? {}) as {
      holderIdentity?: string;
      renewTime?: string;
    };
    const isFree = !holderIdentity || Date.now() - Date.parse(renewTime ?? "") > duration;
    if (holderIdentity !== node && !isFree) return give();
    const spec = {
      holderIdentity: node,
      leaseDurationSeconds: duration / 1000,
      renewTime: microTime(),
    };
    const version = found ? { resourceVersion: found.metadata.resourceVersion } : {};
    const body = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: lease, namespace, ...version },
      spec,
    };
    const answer = await (found
      ? kube.ask("PUT", path, body)
      : kube.ask("POST", path.replace(`/${lease}`, ""), body));
    if (answer.status >= 300) return;
    renewed = Date.now();
    take();
  };
  const take = (): void => {
    if (isHeld) return;
    isHeld = true;
    log("info", `kube-vip: [${node}] holds ${address}`);
    spawnSync("ip", ["address", "replace", `${address}/32`, "dev", "eth0"]);
    announce(address);
  };
  const give = (): void => {
    if (!isHeld) return;
    isHeld = false;
    spawnSync("ip", ["address", "delete", `${address}/32`, "dev", "eth0"]);
  };
  const again = (): void =>
    void tick()
      .catch(() => undefined)
      .finally(() => {
        if (Date.now() - renewed > duration) give();
        setTimeout(again, retry);
      });
  again();
}

function microTime(): string {
  return new Date().toISOString().replace("Z", "000Z");
}

/** Asking the network for an address that nobody has, in the name of the new one, corrects what others remember. */
function announce(address: string): void {
  const socket = createSocket("udp4");
  socket.on("error", () => socket.close());
  socket.bind(0, address, () => {
    socket.send("", 9, address.replace(/\d+$/, "254"), () => setTimeout(() => socket.close(), 100));
  });
}
