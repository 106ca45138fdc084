import { argocdNamespace } from "../../lib/order/names.ts";
import type { Application } from "../kube/application.ts";
import { applicationKind } from "../kube/application.ts";
import type { Live } from "../kube/objects.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";

const kind = "externalsecrets.external-secrets.io";
const inside = `--namespace=${argocdNamespace}`;
const tracking = "argocd.argoproj.io/tracking-id";
/** Argo CD reads it on the living object, and leaves alone what git does not have. */
const kept = ["argocd.argoproj.io/sync-options", "Prune=false"] as const;

/**
 * Strata once had an ExternalSecret make this Secret, which goes with it: the hub would not know the member any more.
 * Argo CD may not delete it, and when git does not ask for it any more, so that it would come back, it goes alone.
 */
export function takeoverSteps(hub: Kubectl, name: string): Step[] {
  const live = (): Promise<Live | undefined> => hub.get<Live>(kind, name, inside);
  const ownerOf = async (one: Live): Promise<Application | undefined> => {
    const application = one.metadata.annotations?.[tracking]?.split(":")[0];
    return application ? hub.get<Application>(applicationKind, application, inside) : undefined;
  };
  const place = `${argocdNamespace}/${name}`;
  return [
    {
      name: `${hub.cluster.name}: git asks for no ExternalSecret ${place}`,
      host: "here",
      async isDone() {
        const one = await live();
        const owner = one && (await ownerOf(one));
        if (!owner) return true;
        const own = owner.status?.resources?.find(
          (found) => found.kind === "ExternalSecret" && found.name === name,
        );
        return own?.requiresPruning === true && one.metadata.annotations?.[kept[0]] === kept[1];
      },
      actions: () => [
        { argv: hub.argv("annotate", "--overwrite", kind, name, inside, kept.join("=")) },
      ],
      waitSeconds: 900,
      why: async () => {
        const one = await live();
        const owner = one && (await ownerOf(one));
        return owner ? `Application ${owner.metadata.name} still makes it` : "";
      },
      look: `npm run debug -- ${hub.cluster.name}`,
    },
    {
      name: `${hub.cluster.name}: no store makes Secret ${place}`,
      host: "here",
      isDone: async () => (await live()) === undefined,
      actions: () => [
        {
          argv: hub
            .argv("delete", kind, name, inside, "--cascade=orphan")
            .concat("--ignore-not-found", "--wait=false"),
        },
      ],
      waitSeconds: 120,
      look: hub.line("describe", kind, name, inside),
    },
  ];
}
