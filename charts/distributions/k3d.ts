import { defineDistribution } from "../../lib/model/distribution.ts";
import { k3sKeepsFree, k3sMeasured, k3sParts, k3sPaths, k3sProxy } from "./k3s.ts";

/** k3s in containers of this computer (k3d docs: usage/kubeconfig). `npm run local` makes it. */
export const k3d = defineDistribution({
  name: "k3d",
  suffix: "+k3s1",
  controlPlane: "process",
  parts: k3sParts,
  kubeProxy: "flannel",
  apiProxy: k3sProxy,
  paths: k3sPaths,
  measured: k3sMeasured,
  keepsFree: k3sKeepsFree,
  onThisComputer: { context: (cluster) => `k3d-${cluster}`, start: () => "npm run local" },
});
