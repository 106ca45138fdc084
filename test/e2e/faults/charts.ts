/** Templates of charts that each have one fault of the field. */
export const faultyCharts = {
  random: `apiVersion: v1
kind: Secret
metadata:
  name: login
data:
  admin-password: {{ .Values.grafana.adminPassword | default (randAlphaNum 20) | b64enc }}
`,

  secret: `apiVersion: v1
kind: Secret
metadata:
  name: login
stringData:
  password: {{ .Values.grafana.adminPassword | default "its-own" | quote }}
`,

  hooks: `apiVersion: v1
kind: Pod
metadata:
  name: test
  annotations: {helm.sh/hook: test}
spec:
  containers: [{name: a, image: "registry.example/a:1"}]
---
apiVersion: batch/v1
kind: Job
metadata:
  name: back
  annotations: {helm.sh/hook: "pre-rollback,post-rollback"}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: a, image: "registry.example/a:1"}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: b}
`,

  // longhorn/longhorn#6415: before the objects of the chart, the Job would wait for its account for ever.
  account: `apiVersion: batch/v1
kind: Job
metadata:
  name: upgrade
  annotations: {helm.sh/hook: pre-upgrade, helm.sh/hook-delete-policy: hook-succeeded}
spec:
  template:
    spec:
      serviceAccountName: upgrade
      restartPolicy: OnFailure
      containers: [{name: a, image: "registry.example/a:1"}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: upgrade}
`,

  definition: `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.faults.example, creationTimestamp: null}
spec:
  group: faults.example
  names: {kind: Widget, plural: widgets}
  preserveUnknownFields: false
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                note:
                  type: string
                  description: "{{ repeat (int .Values.grafana.replicas) "x" }}"
status: {conditions: [], storedVersions: []}
`,

  namespace: `apiVersion: v1
kind: ConfigMap
metadata: {name: here}
data: {yes: "no"}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: everywhere}
rules: []
`,
} as const;
