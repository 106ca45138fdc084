import type { PodSpec, PolicyRule } from "../../lib/kubernetes/constructs.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../lib/model/scope.ts";

const image = "docker.io/rancher/local-path-provisioner:v0.0.37";

/** As upstream's own manifest gives them (deploy/local-path-storage.yaml). */
const everywhere: PolicyRule[] = [
  {
    apiGroups: [""],
    resources: ["nodes", "persistentvolumeclaims", "configmaps", "pods", "pods/log"],
    verbs: ["get", "list", "watch"],
  },
  {
    apiGroups: [""],
    resources: ["persistentvolumes"],
    verbs: ["get", "list", "watch", "create", "patch", "update", "delete"],
  },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
  {
    apiGroups: ["storage.k8s.io"],
    resources: ["storageclasses"],
    verbs: ["get", "list", "watch"],
  },
];

/** Its helpers are pods of its own namespace. */
const here: PolicyRule[] = [
  {
    apiGroups: [""],
    resources: ["pods"],
    verbs: ["get", "list", "watch", "create", "patch", "update", "delete"],
  },
];

export function rights(scope: Scope, name: string): void {
  const metadata = { name };
  const apiGroup = "rbac.authorization.k8s.io";
  const subjects = [{ kind: "ServiceAccount", name, namespace: scope.namespace }];
  new k8s.KubeServiceAccount(scope, "account", { metadata });
  new k8s.KubeRole(scope, "role", { metadata, rules: here });
  new k8s.KubeRoleBinding(scope, "binding", {
    metadata,
    roleRef: { apiGroup, kind: "Role", name },
    subjects,
  });
  new k8s.KubeClusterRole(scope, "cluster-role", { metadata, rules: everywhere });
  new k8s.KubeClusterRoleBinding(scope, "cluster-binding", {
    metadata,
    roleRef: { apiGroup, kind: "ClusterRole", name },
    subjects,
  });
}

const helper = `apiVersion: v1
kind: Pod
metadata:
  name: helper-pod
spec:
  priorityClassName: system-node-critical
  tolerations:
    - key: node.kubernetes.io/disk-pressure
      operator: Exists
      effect: NoSchedule
  containers:
    - name: helper-pod
      image: docker.io/library/busybox:1.37.0
      imagePullPolicy: IfNotPresent
      resources:
        requests: { cpu: 10m, memory: 16Mi }
`;

export function configuration(path: string): Record<string, string> {
  const nodePathMap = [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [path] }];
  return {
    "config.json": `${JSON.stringify({ nodePathMap }, null, 2)}\n`,
    setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
    teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
    "helperPod.yaml": helper,
  };
}

export function provisionerPod(name: string): PodSpec {
  const path = "/etc/config/";
  const health = (to: string) => ({
    httpGet: { path: to, port: k8s.IntOrString.fromString("health") },
  });
  return {
    serviceAccountName: name,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65534,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "provisioner",
        image,
        command: ["local-path-provisioner", "start", "--config", `${path}config.json`],
        // Its helpers run with both, which have other names by default.
        args: ["--configmap-name", name, "--service-account-name", name],
        ports: [{ name: "health", containerPort: 8080 }],
        startupProbe: { ...health("/health"), failureThreshold: 12 },
        livenessProbe: health("/health"),
        readinessProbe: health("/ready"),
        env: [
          { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
          { name: "CONFIG_MOUNT_PATH", value: path },
          { name: "HEALTH_PORT", value: "8080" },
        ],
        resources: {
          requests: {
            cpu: k8s.Quantity.fromString("10m"),
            memory: k8s.Quantity.fromString("32Mi"),
          },
          limits: { memory: k8s.Quantity.fromString("128Mi") },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
        },
        volumeMounts: [{ name: "configuration", mountPath: path }],
      },
    ],
    volumes: [{ name: "configuration", configMap: { name } }],
  };
}

/** The name of the disk that a path lies on, where distributions mount those beside the system's. */
export function diskOf(path: string): string | undefined {
  return /^(?:\/var)?\/mnt\/([^/]+)/.exec(path)?.[1];
}
