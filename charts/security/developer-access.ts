import { defineComponent } from "../../lib/model/component.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";

const verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];

/** Lets the developers of an environment manage its apps, and nothing beside (seed 002, lines 951-979). */
export const developerAccess = defineComponent({
  name: "developer-access",
  layer: "security",
  namespace: "kube-system",
  podSecurity: "privileged",

  objects(scope) {
    for (const [namespace, { developers = [] }] of Object.entries(scope.cluster.environments)) {
      if (developers.length === 0) continue;
      const metadata = { name: "developer", namespace };
      new k8s.KubeRole(scope, `role-${namespace}`, {
        metadata,
        rules: [
          { apiGroups: [""], resources: ["pods", "services"], verbs },
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
