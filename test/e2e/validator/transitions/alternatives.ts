/** By path, what may stand there; undefined where nothing does. */
export type Alternatives = Readonly<Record<string, readonly unknown[]>>;

const nothing = undefined;
const container = "containers[0]";

/** What people change of pods, and what the server fills in there. */
function pod(path: string): Alternatives {
  const spec = `${path}.spec`;
  const first = `${spec}.${container}`;
  return {
    [`${spec}.volumes`]: [
      nothing,
      [{ name: "data" }],
      [{ name: "data", emptyDir: {} }],
      [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
      [{ name: "data", hostPath: { path: "/data" } }],
      [{ name: "data", configMap: { name: "data" } }, { name: "other" }],
    ],
    [`${first}.livenessProbe`]: [
      nothing,
      { httpGet: { port: 8080 } },
      { httpGet: { port: 8080, path: "/health" }, periodSeconds: 10 },
      { tcpSocket: { port: 8080 } },
      { exec: { command: ["true"] } },
    ],
    [`${first}.lifecycle`]: [
      nothing,
      { preStop: { httpGet: { port: 8080 } } },
      { preStop: { exec: { command: ["true"] } } },
    ],
    [`${first}.env`]: [
      nothing,
      [{ name: "A", value: "b" }],
      [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
      [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }],
    ],
    [`${first}.ports`]: [
      nothing,
      [{ containerPort: 8080 }],
      [{ containerPort: 8080, protocol: "TCP", name: "http" }],
      [{ containerPort: 53, protocol: "UDP" }, { containerPort: 53 }],
    ],
    [`${first}.resources`]: [
      nothing,
      { limits: { cpu: "1", memory: "1Gi" } },
      { limits: { cpu: "500m" } },
      { requests: { cpu: "1000m", memory: "1024Mi" }, limits: { cpu: 1, memory: "1Gi" } },
    ],
    [`${spec}.serviceAccountName`]: [nothing, "robot", "other"],
    [`${spec}.hostNetwork`]: [nothing, false, true],
    [`${spec}.securityContext`]: [nothing, {}, { runAsUser: 1000 }],
    [`${spec}.dnsPolicy`]: [nothing, "ClusterFirst", "Default"],
    [`${spec}.terminationGracePeriodSeconds`]: [nothing, 30, 60],
  };
}

/** A pod that lives on: a Job has no such one. */
const lasting: Alternatives = { "spec.template.spec.restartPolicy": [nothing, "Always"] };

function strategies(path: string, other: string, numbers: readonly object[]): Alternatives {
  const rolling = { type: "RollingUpdate" };
  return {
    [path]: [
      nothing,
      {},
      rolling,
      { type: other },
      { type: other },
      ...numbers.map((rollingUpdate) => ({ ...rolling, rollingUpdate })),
      { rollingUpdate: numbers[0] },
    ],
  };
}

const selector = [
  { matchLabels: { app: "web" } },
  { matchLabels: { app: "web", tier: "front" } },
  { matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] },
];
const both = { "metadata.labels": [nothing, { a: "b" }, { c: "d" }] };

function version(name: string, storage: boolean, served = true): object {
  return { name, storage, served, schema: { openAPIV3Schema: { type: "object" } } };
}

const local = { kubernetes: "house.example/local" };

/** By `group/Kind`, fields whose changes the server does not take as they come, and some that it takes. */
export const alternatives: Readonly<Record<string, Alternatives>> = {
  ...ruled(),
  "apps/Deployment": {
    ...strategies("spec.strategy", "Recreate", [
      { maxSurge: 1 },
      { maxSurge: "25%", maxUnavailable: 0 },
    ]),
    "spec.selector": selector,
    "spec.replicas": [nothing, 1, 3],
    ...pod("spec.template"),
    ...lasting,
  },
  "apps/StatefulSet": {
    ...strategies("spec.updateStrategy", "OnDelete", [{ partition: 1 }, {}]),
    "spec.selector": selector,
    "spec.serviceName": [nothing, "web", "other"],
    "spec.podManagementPolicy": [nothing, "OrderedReady", "Parallel"],
    "spec.minReadySeconds": [nothing, 0, 5],
    "spec.ordinals": [nothing, { start: 1 }],
    "spec.persistentVolumeClaimRetentionPolicy": [nothing, { whenDeleted: "Delete" }],
    "spec.volumeClaimTemplates": [
      nothing,
      ...["1Gi", "1024Mi", "2Gi"].map((storage) => [template({ storage })]),
      [template({ storage: "1Gi" }, { volumeMode: "Filesystem" })],
      [template({ storage: "1Gi" }, { storageClassName: "grows" })],
      [template({ storage: "1Gi" }), { ...template({ storage: "1Gi" }), metadata: { name: "b" } }],
    ],
    ...pod("spec.template"),
    ...lasting,
  },
  "apps/DaemonSet": {
    ...strategies("spec.updateStrategy", "OnDelete", [
      { maxUnavailable: 2 },
      { maxSurge: 1, maxUnavailable: 0 },
    ]),
    "spec.selector": selector,
    ...pod("spec.template"),
    ...lasting,
  },
  "apps/ReplicaSet": { "spec.selector": selector, "spec.replicas": [nothing, 2] },
  "batch/Job": {
    "spec.completions": [nothing, 1, 3],
    "spec.parallelism": [nothing, 1, 3],
    "spec.completionMode": [nothing, "NonIndexed", "Indexed"],
    "spec.suspend": [nothing, false, true, true],
    "spec.backoffLimit": [nothing, 6, 2],
    "spec.backoffLimitPerIndex": [nothing, 1, 2],
    "spec.ttlSecondsAfterFinished": [nothing, 60],
    "spec.activeDeadlineSeconds": [nothing, 600],
    "spec.podReplacementPolicy": [nothing, "Failed", "TerminatingOrFailed"],
    "spec.template.metadata.labels": [nothing, { app: "web" }, { app: "other" }],
    "spec.template.spec.nodeSelector": [nothing, { "kubernetes.io/os": "linux" }],
    "spec.template.spec.tolerations": [nothing, [{ operator: "Exists" }]],
    [`spec.template.spec.${container}.image`]: ["busybox:1", "busybox:2"],
    [`spec.template.spec.${container}.imagePullPolicy`]: [nothing, "IfNotPresent", "Always"],
    [`spec.template.spec.${container}.tty`]: [nothing, false, true],
    ...pod("spec.template"),
  },
  "batch/CronJob": {
    "spec.schedule": ["0 0 * * *", "1 0 * * *"],
    "spec.concurrencyPolicy": [nothing, "Forbid"],
    "spec.jobTemplate.spec.completions": [nothing, 1, 3],
    "spec.jobTemplate.spec.parallelism": [nothing, 3],
    ...pod("spec.jobTemplate.spec.template"),
  },
  "/Service": {
    "spec.type": [nothing, "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
    "spec.clusterIP": [nothing, nothing, "None", "None", "10.96.200.1", "10.96.200.2"],
    "spec.externalName": [nothing, "web.house.example"],
    "spec.ipFamilies": [nothing, nothing, ["IPv4"]],
    "spec.ipFamilyPolicy": [nothing, nothing, "SingleStack", "PreferDualStack"],
    "spec.externalTrafficPolicy": [nothing, nothing, "Local", "Cluster"],
    "spec.internalTrafficPolicy": [nothing, nothing, "Local", "Cluster"],
    "spec.sessionAffinity": [nothing, "None", "ClientIP"],
    "spec.loadBalancerClass": [nothing, nothing, "house.example/a", "house.example/b"],
    "spec.allocateLoadBalancerNodePorts": [nothing, nothing, true, false],
    "spec.healthCheckNodePort": [nothing, nothing, nothing, 31_000, 31_001],
    "spec.selector": [nothing, { app: "web" }, { app: "other" }],
    "spec.ports": [
      [{ port: 80 }],
      [{ port: 80, targetPort: 8080, protocol: "TCP" }],
      [{ port: 81 }],
      [{ port: 80, nodePort: 30_080 }],
      [{ port: 80, nodePort: 30_081 }],
      [
        { name: "http", port: 80 },
        { name: "https", port: 443 },
      ],
      [
        { name: "dns", port: 53, protocol: "UDP" },
        { name: "dns-tcp", port: 53 },
      ],
    ],
  },
  "/PersistentVolumeClaim": {
    "spec.resources.requests": ["1Gi", "1024Mi", "2Gi", "500Mi"].map((storage) => ({ storage })),
    "spec.accessModes": [["ReadWriteOnce"], ["ReadWriteMany"], ["ReadWriteOnce", "ReadOnlyMany"]],
    "spec.storageClassName": [nothing, "", "fixed", "grows", "grows"],
    "spec.volumeMode": [nothing, "Filesystem", "Block"],
    "spec.dataSource": [nothing, nothing, { kind: "PersistentVolumeClaim", name: "old" }],
    "spec.selector": [nothing, nothing, { matchLabels: { a: "b" } }],
  },
  "/PersistentVolume": {
    "spec.capacity": [{ storage: "1Gi" }, { storage: "2Gi" }],
    "spec.accessModes": [["ReadWriteOnce"], ["ReadWriteMany"]],
    "spec.persistentVolumeReclaimPolicy": [nothing, "Retain", "Delete"],
    "spec.storageClassName": [nothing, "nfs", "other"],
    "spec.volumeMode": [nothing, "Filesystem"],
    "spec.mountOptions": [nothing, ["nfsvers=4"]],
    "spec.nodeAffinity": [
      nothing,
      ...["a", "b"].map((value) => ({
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "house.example/zone", operator: "In", values: [value] }] },
          ],
        },
      })),
    ],
    "spec.nfs": [
      { server: "nas", path: "/x" },
      { server: "nas", path: "/y" },
      { server: "nas", path: "/x", readOnly: false },
    ],
  },
  "storage.k8s.io/StorageClass": {
    provisioner: ["a.example", "b.example"],
    parameters: [nothing, {}, { a: "b" }],
    reclaimPolicy: [nothing, "Delete", "Retain"],
    volumeBindingMode: [nothing, "Immediate", "WaitForFirstConsumer"],
    allowVolumeExpansion: [nothing, true, false],
    mountOptions: [nothing, ["noatime"]],
    allowedTopologies: [nothing],
  },
  "storage.k8s.io/CSIDriver": {
    "spec.attachRequired": [nothing, true, false],
    "spec.podInfoOnMount": [nothing, true, false],
    "spec.fsGroupPolicy": [nothing, "File", "None"],
    "spec.volumeLifecycleModes": [nothing, ["Persistent"], ["Persistent", "Ephemeral"]],
    "spec.storageCapacity": [nothing, true],
  },
  "storage.k8s.io/VolumeAttributesClass": {
    driverName: ["a.example", "b.example"],
    parameters: [{ a: "b" }, { a: "c" }],
  },
  "/ConfigMap": {
    immutable: [nothing, false, true, true],
    data: [nothing, { a: "1" }, { a: "2" }],
    binaryData: [nothing, { f: "aGk=" }],
  },
  "/Secret": {
    immutable: [nothing, false, true, true],
    type: [nothing, "Opaque", "house.example/other"],
    data: [nothing, { a: "aGk=" }, { a: "aG8=" }],
    stringData: [nothing],
  },
  "/Namespace": both,
  "/ServiceAccount": { ...both, automountServiceAccountToken: [nothing, true, false] },
  "/ResourceQuota": {
    "spec.scopes": [nothing, ["NotTerminating"], ["NotBestEffort"]],
    "spec.hard": [{ pods: "1" }, { pods: 2 }],
  },
  "networking.k8s.io/Ingress": {
    "spec.ingressClassName": [nothing, "traefik", "nginx"],
    "spec.defaultBackend": [
      { service: { name: "web", port: { number: 80 } } },
      { service: { name: "web", port: { name: "http" } } },
      { resource: { apiGroup: "house.example", kind: "Thing", name: "web" } },
    ],
    "spec.tls": [nothing, [{ hosts: ["a.example"], secretName: "tls" }]],
  },
  "networking.k8s.io/IngressClass": {
    "spec.controller": ["a.example/a", "a.example/b"],
    "spec.parameters": [
      nothing,
      { apiGroup: "a.example", kind: "Thing", name: "a" },
      { apiGroup: "a.example", kind: "Thing", name: "a", scope: "Namespace", namespace: "a" },
    ],
  },
  "networking.k8s.io/NetworkPolicy": {
    "spec.ingress": [nothing, [{}], [{ ports: [{ port: 80 }] }]],
    "spec.egress": [nothing, [{}], [{ ports: [{ port: 53, protocol: "UDP" }] }]],
    "spec.policyTypes": [nothing, nothing, ["Ingress"], ["Ingress", "Egress"]],
  },
  "autoscaling/HorizontalPodAutoscaler": {
    "spec.minReplicas": [nothing, 1, 2],
    "spec.metrics": [
      nothing,
      [{ type: "Resource", resource: { name: "cpu", target: utilization(50) } }],
      [{ type: "Resource", resource: { name: "memory", target: utilization(50) } }],
    ],
    "spec.behavior": [
      nothing,
      { scaleDown: { stabilizationWindowSeconds: 60 } },
      { scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] } },
    ],
    "spec.scaleTargetRef.name": ["web", "other"],
  },
  "policy/PodDisruptionBudget": {
    "spec.minAvailable": [nothing, 1],
    "spec.maxUnavailable": [nothing, 1, "50%"],
    "spec.selector": selector,
    "spec.unhealthyPodEvictionPolicy": [nothing, "AlwaysAllow"],
  },
  "rbac.authorization.k8s.io/RoleBinding": {
    "roleRef.name": ["view", "edit"],
    "roleRef.kind": ["ClusterRole", "Role"],
    "roleRef.apiGroup": [nothing, "rbac.authorization.k8s.io"],
    subjects: [nothing, [{ kind: "ServiceAccount", name: "robot", namespace: "default" }]],
  },
  "rbac.authorization.k8s.io/ClusterRoleBinding": {
    "roleRef.name": ["view", "edit"],
    "roleRef.apiGroup": [nothing, "rbac.authorization.k8s.io"],
    subjects: [
      [{ kind: "User", name: "ada" }],
      [{ kind: "User", name: "ada", apiGroup: "rbac.authorization.k8s.io" }],
    ],
  },
  "rbac.authorization.k8s.io/ClusterRole": {
    rules: [nothing, [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }]],
    aggregationRule: [nothing, { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] }],
  },
  "scheduling.k8s.io/PriorityClass": {
    value: [nothing, 0, 1000],
    preemptionPolicy: [nothing, "PreemptLowerPriority", "Never"],
    description: [nothing, "text"],
  },
  "node.k8s.io/RuntimeClass": {
    handler: ["runc", "gvisor"],
    scheduling: [nothing, { nodeSelector: local }],
  },
  "discovery.k8s.io/EndpointSlice": {
    addressType: ["IPv4", "FQDN"],
    endpoints: [
      [{ addresses: ["10.0.0.9"] }],
      [{ addresses: ["10.0.0.8"] }],
      [{ addresses: ["a.example"] }],
    ],
  },
  "apiextensions.k8s.io/CustomResourceDefinition": {
    "spec.scope": ["Namespaced", "Namespaced", "Cluster"],
    "spec.names.kind": ["Widget", "Widget", "Gadget"],
    "spec.names.listKind": [nothing, "WidgetList"],
    "spec.names.singular": [nothing, "widget", "gadget"],
    "spec.names.shortNames": [nothing, ["wd"]],
    "spec.versions": [
      [version("v1", true)],
      [version("v1", true), version("v2", false)],
      [version("v1", false), version("v2", true)],
      [version("v1", false, false), version("v2", true)],
      [version("v2", true)],
    ],
    "spec.conversion": [nothing, { strategy: "None" }],
  },
  "apiregistration.k8s.io/APIService": {
    "spec.groupPriorityMinimum": [100, 200],
    "spec.versionPriority": [100, 200],
    "spec.service": [
      { name: "a", namespace: "default" },
      { name: "a", namespace: "default", port: 8443 },
    ],
    "spec.insecureSkipTLSVerify": [true],
  },
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": webhooks(),
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": webhooks(),
  "apps/ControllerRevision": { data: [{ a: 1 }, { a: 2 }], revision: [1, 2] },
};

function template(requests: object, more: object = {}): object {
  const spec = { accessModes: ["ReadWriteOnce"], resources: { requests }, ...more };
  return { metadata: { name: "data" }, spec };
}

function utilization(averageUtilization: number): object {
  return { type: "Utilization", averageUtilization };
}

function webhooks(): Alternatives {
  const path = "webhooks[0]";
  return {
    [`${path}.failurePolicy`]: [nothing, "Fail", "Ignore"],
    [`${path}.clientConfig`]: [
      { service: { name: "a", namespace: "default" } },
      { service: { name: "a", namespace: "default", port: 8443, path: "/a" } },
      { url: "https://a.example/hook" },
    ],
    [`${path}.namespaceSelector`]: [nothing, { matchLabels: { a: "b" } }],
    [`${path}.timeoutSeconds`]: [nothing, 5],
  };
}

/** Kinds whose own rules look at what was there before. */
function ruled(): Readonly<Record<string, Alternatives>> {
  const cluster = [{ name: "shop" }, { name: "other" }];
  return {
    "postgresql.cnpg.io/Database": {
      "spec.name": ["shop", "other"],
      "spec.owner": ["shop", "other"],
      "spec.cluster": cluster,
      "spec.encoding": [nothing, "UTF8", "LATIN1"],
      "spec.locale": [nothing, "C"],
      "spec.icuLocale": [nothing, "en", "de"],
      "spec.ensure": [nothing, "present", "absent"],
    },
    "postgresql.cnpg.io/DatabaseRole": {
      "spec.name": ["reader", "writer"],
      "spec.cluster": cluster,
      "spec.login": [nothing, true, false],
    },
    "postgresql.cnpg.io/Publication": {
      "spec.name": ["orders", "others"],
      "spec.dbname": ["shop", "other"],
      "spec.cluster": cluster,
      "spec.target": [
        { allTables: true },
        { objects: [{ tablesInSchema: "public" }] },
        { objects: [{ table: { name: "orders" } }] },
      ],
    },
    "postgresql.cnpg.io/Pooler": {
      "spec.cluster": cluster,
      "spec.type": [nothing, "rw", "ro"],
      "spec.instances": [nothing, 1, 3],
    },
    "snapshot.storage.k8s.io/VolumeSnapshot": {
      "spec.source": [
        { persistentVolumeClaimName: "data" },
        { persistentVolumeClaimName: "other" },
        { volumeSnapshotContentName: "before" },
      ],
      "spec.volumeSnapshotClassName": [nothing, "nas", "other"],
    },
    "snapshot.storage.k8s.io/VolumeSnapshotContent": {
      "spec.source": [{ snapshotHandle: "a" }, { snapshotHandle: "b" }, { volumeHandle: "c" }],
      "spec.sourceVolumeMode": [nothing, "Filesystem", "Block"],
      "spec.deletionPolicy": ["Retain", "Delete"],
      "spec.volumeSnapshotRef": [
        { name: "before", namespace: "default" },
        { name: "after", namespace: "default" },
        { name: "before", namespace: "default", uid: "1" },
      ],
    },
    "gateway.networking.k8s.io/GatewayClass": {
      "spec.controllerName": ["house.example/controller", "house.example/other"],
      "spec.description": [nothing, "of the house"],
    },
  };
}
