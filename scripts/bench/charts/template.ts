/** `_helpers.tpl`, as `helm create` writes it. */
export const helpers = `{{- define "unit.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- define "unit.selectorLabels" -}}
app.kubernetes.io/name: {{ include "unit.fullname" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "unit.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "unit.selectorLabels" . }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}
`;

/** The values that a chart has; the names are those of the imported chart whose name it bears. */
export const values = `fullnameOverride: ""
commonLabels: {}
podAnnotations: {}
resources:
  requests: {cpu: 10m, memory: 16Mi}
`;

const deployment = `spec:
  replicas: 1
  selector:
    matchLabels:
      {{- include "unit.selectorLabels" . | nindent 6 }}
      unit: "NUMBER"
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      labels:
        {{- include "unit.labels" . | nindent 8 }}
        unit: "NUMBER"
    spec:
      serviceAccountName: {{ include "unit.fullname" . }}-NUMBER
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: main
          image: "registry.example.com/unit/main:1.2.3"
          imagePullPolicy: IfNotPresent
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          ports:
            - {name: http, containerPort: 8080, protocol: TCP}
          env:
            - name: LEVEL
              valueFrom:
                configMapKeyRef: {name: {{ include "unit.fullname" . }}-NUMBER, key: level}
          livenessProbe:
            httpGet: {path: /live, port: http}
          readinessProbe:
            httpGet: {path: /ready, port: http}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
          volumeMounts:
            - {name: config, mountPath: /etc/unit}
      volumes:
        - name: config
          configMap: {name: {{ include "unit.fullname" . }}-NUMBER}
`;

const service = `spec:
  type: ClusterIP
  ports:
    - {port: 80, targetPort: http, protocol: TCP, name: http}
  selector:
    {{- include "unit.selectorLabels" . | nindent 4 }}
    unit: "NUMBER"
`;

const networkPolicy = `spec:
  podSelector:
    matchLabels:
      {{- include "unit.selectorLabels" . | nindent 6 }}
      unit: "NUMBER"
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: http}]
`;

const configMap = `data:
  level: info
  unit.conf: |
    listen = 8080
    name = {{ include "unit.fullname" . }}-NUMBER
`;

/** File name to the kind, its apiVersion and what follows the metadata. */
const kinds: Readonly<Record<string, readonly [kind: string, apiVersion: string, rest: string]>> = {
  deployment: ["Deployment", "apps/v1", deployment],
  service: ["Service", "v1", service],
  serviceaccount: ["ServiceAccount", "v1", "automountServiceAccountToken: false\n"],
  configmap: ["ConfigMap", "v1", configMap],
  networkpolicy: ["NetworkPolicy", "networking.k8s.io/v1", networkPolicy],
};

/** The objects of a unit. */
export const unitSize = Object.keys(kinds).length;

/** The templates of one unit, a file for each object. */
export function unitTemplates(number: number): [path: string, content: string][] {
  return Object.entries(kinds).map(([file, [kind, apiVersion, rest]]) => [
    `templates/unit-${number}/${file}.yaml`,
    `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: {{ include "unit.fullname" . }}-NUMBER
  labels:
    {{- include "unit.labels" . | nindent 4 }}
${rest}`.replaceAll("NUMBER", String(number)),
  ]);
}
