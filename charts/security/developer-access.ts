import { defineComponent } from "../../lib/model/component.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";

export interface DeveloperAccessOptions {
  /**
   * `look`: apps, their logs, and a pod that is made anew; what changes comes by git. `change`: they make pods, Services,
   * Deployments and Jobs by hand too, and so can read every Secret of the environment, which a pod of theirs may mount,
   * and take addresses. @default "look"
   */
  readonly access?: "look" | "change";
}

const seen = ["get", "list", "watch"];
const all = [...seen, "create", "update", "patch", "delete"];

/** Lets the developers of an environment see to its apps, and to nothing beside (seed 002, lines 951-979). */
export const developerAccess = defineComponent({
  name: "developer-access",
  layer: "security",
  about: { docs: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/" },
  namespace: "kube-system",
  podSecurity: "privileged",

  objects(scope, { access = "look" }: DeveloperAccessOptions) {
    const verbs = access === "change" ? all : seen;
    for (const [namespace, { developers = [] }] of Object.entries(scope.cluster.environments)) {
      if (developers.length === 0) continue;
      const metadata = { name: "developer", namespace };
      new k8s.KubeRole(scope, `role-${namespace}`, {
        metadata,
        rules: [
          { apiGroups: [""], resources: ["pods"], verbs: [...new Set([...verbs, "delete"])] },
          { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
          { apiGroups: [""], resources: ["services"], verbs },
          { apiGroups: ["apps"], resources: ["deployments"], verbs },
          { apiGroups: ["batch"], resources: ["jobs"], verbs },
        ],
      });
      const apiGroup = "rbac.authorization.k8s.io";
      new k8s.KubeRoleBinding(scope, `binding-${namespace}`, {
        metadata,
        roleRef: { apiGroup, kind: "Role", name: metadata.name },
        subjects: developers.map((name) => ({ apiGroup, kind: "User", name })),
      });
    }
  },
});
