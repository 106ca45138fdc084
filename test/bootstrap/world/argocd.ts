import { argocdNamespace } from "../../../lib/order/names.ts";
import type { ApiServer } from "../../e2e/api-server.ts";
import type { ArgoCdOptions } from "../../e2e/argocd.ts";
import { defaultProject, runArgoCd } from "../../e2e/argocd.ts";
import type { KubeObject } from "../../e2e/kube.ts";

const base = `/api/v1/namespaces/${argocdNamespace}`;
const projects = `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/appprojects`;

/**
 * Argo CD's programs run for a cluster while the pod of its controller is ready there, with that pod's environment, and
 * start anew with each new pod. Their configuration is what the cluster has.
 */
export class ArgoCd {
  readonly #server: ApiServer;
  readonly #options: Omit<ArgoCdOptions, "settings">;
  #pod = "";

  constructor(server: ApiServer, options: Omit<ArgoCdOptions, "settings">) {
    this.#server = server;
    this.#options = options;
  }

  /** Looks at the cluster once. */
  async follow(): Promise<void> {
    const { kube, name } = this.#server;
    const pod = (await kube.list(`${base}/pods`)).find(isController);
    if (!pod || pod.metadata.uid === this.#pod) return;
    if ((await kube.apply(`${projects}/default`, defaultProject)) >= 300) return;
    const isFirst = this.#pod === "";
    this.#pod = pod.metadata.uid;
    const environmentVariables = environmentOf(pod);
    if (isFirst)
      await runArgoCd(this.#server, { ...this.#options, settings: {}, environmentVariables });
    else await this.#options.processes.kill(`${name}-application-controller`, 0);
  }
}

function isController({ metadata, status }: KubeObject): boolean {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
  const isReady = conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
  return metadata.name.includes("application-controller") && isReady && !metadata.deletionTimestamp;
}

function environmentOf({ spec }: KubeObject): Record<string, string> {
  const [container] = spec.containers as { env?: { name: string; value?: string }[] }[];
  const given = (container?.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(given) as Record<string, string>;
}
