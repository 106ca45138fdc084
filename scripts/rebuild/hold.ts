import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { applicationName, argocdNamespace } from "../../lib/order/names.ts";
import type { Application } from "../../lib/order/applications.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import type { Step } from "../run/step.ts";

const skip = "argocd.argoproj.io/skip-reconcile";
const inside = `--namespace=${argocdNamespace}`;
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

interface Live {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The Applications that make volumes come into being. */
export function storageOf({ applications }: ClusterPlan): Application[] {
  return applications.filter(({ component, release }) => {
    const { placement } = component;
    return release !== undefined && placement?.provides.includes("default-storage") === true;
  });
}

/** Those that would get empty volumes, as they need storage themselves. */
export function dataApplications(plan: ClusterPlan): Application[] {
  const storage = new Set(storageOf(plan).map(({ component }) => component));
  return plan.applications.filter(
    ({ component, needs }) =>
      !storage.has(component) && [...needs.keys()].some((needed) => storage.has(needed.component)),
  );
}

/**
 * Makes the Applications with data before the root does, so that Argo CD leaves them alone: the root gives them their
 * content and waits for them, with everything behind. One that is there already was let go by an earlier run.
 */
export function holdSteps(argo: Kubectl, plan: ClusterPlan): Step[] {
  return dataApplications(plan).map((application) => {
    const name = applicationName(application);
    return {
      name: `${name} waits for its volumes`,
      host: "here",
      isDone: async () => (await read(argo, name)) !== undefined,
      actions: () => [argo.apply(listOf([heldManifest(application)]))],
      look: argo.line("get", "applications.argoproj.io", name, inside),
    };
  });
}

/** Argo CD takes them up. */
export function releaseSteps(argo: Kubectl, plan: ClusterPlan): Step[] {
  return dataApplications(plan).map((application) => {
    const name = applicationName(application);
    return {
      name: `${name} goes on`,
      host: "here",
      isDone: async () => (await read(argo, name))?.metadata.annotations?.[skip] === undefined,
      actions: () => [
        { argv: argo.argv("annotate", "applications.argoproj.io", name, inside, `${skip}-`) },
      ],
      look: argo.line("get", "applications.argoproj.io", name, inside),
    };
  });
}

function read(argo: Kubectl, name: string): Promise<Live | undefined> {
  return argo.get<Live>("applications.argoproj.io", name, inside);
}

/** As it is in git, with the annotation. `root`: where dist/ is. */
export function heldManifest({ name, component }: Application, root = dist): object {
  const file = join(root, component.cluster.name, `apps/${name}.yaml`);
  const manifest = parse(readFileSync(file, "utf8")) as Live & object;
  const annotations = { ...manifest.metadata.annotations, [skip]: "true" };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}
