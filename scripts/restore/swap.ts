import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { failure } from "../tell/failure.ts";
import type { Step } from "../run/step.ts";
import type { ClaimName } from "./volume-objects.ts";

const skip = "argocd.argoproj.io/skip-reconcile";
const tracking = "argocd.argoproj.io/tracking-id";
/** Names the claim for which something is held still, and how many replicas a workload had. */
const heldFor = "strata/held-for";
const replicas = "strata/replicas";
const argocd = "--namespace=argocd";

export interface Live {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  // oxlint-disable-next-line no-explicit-any -- workloads and claims alike
  readonly spec?: any;
}

/** A claim that is there, and all that has to stand still while it is exchanged. */
export interface Swap {
  readonly kubectl: Kubectl;
  /** The cluster whose Argo CD syncs this one. */
  readonly argo: Kubectl;
  readonly claim: ClaimName;
  /** As it was found; undefined when it is not there. */
  readonly live: Live | undefined;
}

export function findClaim(kubectl: Kubectl, { namespace, name }: ClaimName) {
  return kubectl.get<Live>("persistentvolumeclaims", name, `--namespace=${namespace}`);
}

/** Argo CD looks away, what uses the claim stops, and the claim goes. Nothing to do where it is not there. */
export function releaseSteps({ kubectl, argo, claim, live }: Swap): Step[] {
  const { namespace, name } = claim;
  const title = `${kubectl.cluster.name}/${namespace}/${name}`;
  const inside = `--namespace=${namespace}`;
  const application = live?.metadata.annotations?.[tracking]?.split(":")[0];
  const users = async (): Promise<Live[]> =>
    (await workloads(kubectl, namespace)).filter((one) => mounts(one, name));
  const held = async (): Promise<boolean> =>
    application === undefined ||
    (await argo.get<Live>("applications.argoproj.io", application, argocd))?.metadata.annotations?.[
      skip
    ] === "true";
  return [
    {
      name: `${title}: Argo CD leaves ${application ?? "it"} alone`,
      host: "here",
      isDone: held,
      actions: () => [
        {
          argv: argo
            .argv("annotate", "--overwrite", "applications.argoproj.io", application!, argocd)
            .concat(`${skip}=true`, `${heldFor}=${namespace}.${name}`),
        },
      ],
      look: argo.line("get", "applications.argoproj.io", argocd),
    },
    {
      name: `${title}: nothing uses it`,
      host: "here",
      async isDone() {
        const pods = await kubectl.get<{ items: Live[] }>("pods", inside);
        return !(pods?.items ?? []).some(({ spec }) => names(spec, name));
      },
      actions: async () =>
        (await users()).flatMap((user) => {
          requireOwn(kubectl, claim, user);
          const { kind, metadata, spec } = user;
          const object = `${kind.toLowerCase()}/${metadata.name}`;
          const count = metadata.annotations?.[replicas] ?? String(spec.replicas ?? 1);
          return [
            {
              argv: kubectl
                .argv("annotate", "--overwrite", object, inside)
                .concat(`${replicas}=${count}`, `${heldFor}=${namespace}.${name}`),
            },
            { argv: kubectl.argv("scale", object, inside, "--replicas=0") },
          ];
        }),
      waitSeconds: 300,
      look: kubectl.line("get", "pods", inside),
    },
    {
      name: `${title}: the old claim is gone`,
      host: "here",
      isDone: async () => {
        const now = (await findClaim(kubectl, claim)) as
          | (Live & { metadata: { uid: string } })
          | undefined;
        return now === undefined || now.metadata.uid !== (live as typeof now)?.metadata.uid;
      },
      actions: () => [
        { argv: kubectl.argv("delete", "persistentvolumeclaim", name, inside, "--wait=false") },
      ],
      waitSeconds: 120,
      look: kubectl.line("describe", "persistentvolumeclaim", name, inside),
    },
  ];
}

/** The claim comes back as it was and takes the volume that waits for it; what stood still goes on. */
export function resumeSteps({ kubectl, argo, claim, live }: Swap): Step[] {
  const { namespace, name } = claim;
  const title = `${kubectl.cluster.name}/${namespace}/${name}`;
  const inside = `--namespace=${namespace}`;
  const mark = `${namespace}.${name}`;
  const isHeld = ({ metadata }: Live): boolean => metadata.annotations?.[heldFor] === mark;
  const stopped = async (): Promise<Live[]> => (await workloads(kubectl, namespace)).filter(isHeld);
  const applications = async (): Promise<Live[]> => {
    const found = await argo.get<{ items: Live[] }>("applications.argoproj.io", argocd);
    return (found?.items ?? []).filter(isHeld);
  };
  return [
    ...(live
      ? [
          {
            name: `${title}: the claim is there again`,
            host: "here",
            isDone: async () => (await findClaim(kubectl, claim)) !== undefined,
            actions: () => [kubectl.apply(listOf([again(live)]))],
            look: kubectl.line("get", "persistentvolumeclaim", name, inside),
          },
        ]
      : []),
    {
      name: `${title}: what used it runs again`,
      host: "here",
      isDone: async () => (await stopped()).length === 0,
      actions: async () =>
        (await stopped()).flatMap(({ kind, metadata }) => {
          const object = `${kind.toLowerCase()}/${metadata.name}`;
          const count = metadata.annotations?.[replicas] ?? "1";
          return [
            { argv: kubectl.argv("scale", object, inside, `--replicas=${count}`) },
            { argv: kubectl.argv("annotate", object, inside, `${replicas}-`, `${heldFor}-`) },
          ];
        }),
      look: kubectl.line("get", "deployments,statefulsets", inside),
    },
    {
      name: `${title}: Argo CD looks again`,
      host: "here",
      isDone: async () => (await applications()).length === 0,
      actions: async () =>
        (await applications()).map(({ metadata }) => ({
          argv: argo
            .argv("annotate", "applications.argoproj.io", metadata.name, argocd)
            .concat(`${skip}-`, `${heldFor}-`),
        })),
      look: argo.line("get", "applications.argoproj.io", argocd),
    },
  ];
}

async function workloads(kubectl: Kubectl, namespace: string): Promise<Live[]> {
  const found = await kubectl.get<{ items: Live[] }>(
    "deployments,statefulsets",
    `--namespace=${namespace}`,
  );
  return found?.items ?? [];
}

/** By a volume of its pods, or by a template that claims are made of: `<template>-<name>-<number>`. */
function mounts({ metadata, spec }: Live, claim: string): boolean {
  const templates = (spec.volumeClaimTemplates ?? []) as readonly Live[];
  const isMade = templates.some((one) => {
    const prefix = `${one.metadata.name}-${metadata.name}-`;
    return claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length));
  });
  return isMade || names(spec.template.spec, claim);
}

function names(spec: Live["spec"], claim: string): boolean {
  const volumes = (spec?.volumes ?? []) as readonly {
    readonly persistentVolumeClaim?: { readonly claimName: string };
  }[];
  return volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);
}

/** Without what binds it to the old volume. */
function again({ apiVersion, kind, metadata, spec }: Live): object {
  const kept = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !/(^|\.)kubernetes\.io\//.test(key),
  );
  const { volumeName: _, ...rest } = spec as { readonly volumeName?: string };
  const { name, labels } = metadata;
  const { namespace } = metadata as { readonly namespace?: string };
  const annotations = Object.fromEntries(kept);
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec: rest };
}

/** An operator would undo what is done to its workloads. */
export function requireOwn(
  { cluster }: Pick<Kubectl, "cluster">,
  { namespace, name }: ClaimName,
  { kind, metadata }: Live,
): void {
  const [owner] = metadata.ownerReferences ?? [];
  if (!owner) return;
  const message = `is used by ${kind} ${metadata.name}, which ${owner.kind} ${owner.name} makes and would scale back; set the replicas of that to 0, and run this again`;
  throw failure(`${cluster.name}/${namespace}/${name}`, message);
}
