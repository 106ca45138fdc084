import { X509Certificate } from "node:crypto";
import { busyName, databaseName } from "./controllers.ts";
import type { Pods, Proof } from "./pods.ts";

const host = "page.house.example";
const certificates = "/apis/cert-manager.io/v1/namespaces/busy/certificates";

export function certificateProofs(pods: Pods): readonly Proof[] {
  const { kube } = pods;
  const issuerRef = { kind: "ClusterIssuer", name: "local-authority" };
  const asked = (name: string, spec: object): object => ({
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name },
    spec: { issuerRef, secretName: name, ...spec },
  });
  return [
    {
      what: "a certificate of an own authority",
      async found() {
        await kube.apply(`${certificates}/page`, asked("page", { dnsNames: [host] }));
        const secret = await kube.get(`/api/v1/namespaces/${busyName}/secrets/page`);
        const read = (key: string): Buffer => Buffer.from(secret?.["data"]?.[key] ?? "", "base64");
        if (!secret?.["data"]?.["ca.crt"]) return "none";
        const certificate = new X509Certificate(read("tls.crt"));
        const authority = new X509Certificate(read("ca.crt"));
        const isSigned = certificate.verify(authority.publicKey) && authority.ca;
        return `${certificate.checkHost(host)} ${isSigned ? "signed" : "unsigned"}`;
      },
      wanted: `${host} signed`,
    },
    {
      what: "a certificate for no name",
      async found() {
        const { status, message } = await kube.ask("POST", certificates, asked("nameless", {}));
        return `${status} ${message}`;
      },
      wanted:
        /^4\d\d admission webhook "webhook.cert-manager.io" denied the request: .*at least one of/,
    },
  ];
}

export function claimProofs(pods: Pods): readonly Proof[] {
  const ask = (command: string): Promise<string> =>
    pods.shell(databaseName, `valkey-cli ${command}`);
  const uid = async (): Promise<string | undefined> =>
    (await pods.of(databaseName, databaseName))[0]?.metadata.uid;
  let first: string | undefined;
  return [
    { what: "a write", found: () => ask("set key kept"), wanted: "OK" },
    {
      what: "another pod",
      async found() {
        first ??= await uid();
        const path = `/api/v1/namespaces/${databaseName}/pods/${databaseName}-0`;
        if ((await uid()) === first) await pods.kube.delete(path);
        return String((await uid()) !== first && (await ask("ping")));
      },
      wanted: "PONG",
    },
    { what: "what it held", found: () => ask("get key"), wanted: "kept" },
  ];
}

export function autoscaleProofs(pods: Pods): readonly Proof[] {
  const path = `/apis/autoscaling/v2/namespaces/${busyName}/horizontalpodautoscalers/${busyName}`;
  return [
    {
      what: "use of nodes, as kubectl top asks for it",
      async found() {
        const nodes = await pods.kube.list("/apis/metrics.k8s.io/v1beta1/nodes");
        return nodes
          .map(({ metadata }) => metadata.name)
          .sort()
          .join();
      },
      wanted: "home-1,home-2",
      seconds: 60,
    },
    {
      what: "pods of a busy app",
      async found() {
        const { currentMetrics = [], desiredReplicas } =
          (await pods.kube.get(path))?.["status"] ?? {};
        const used = currentMetrics[0]?.resource?.current?.averageUtilization;
        const running = (await pods.of(busyName, busyName)).length;
        return `${desiredReplicas} wanted, ${running} there, ${used > 60 ? "busy" : "idle"}`;
      },
      wanted: "2 wanted, 2 there, busy",
      seconds: 90,
    },
  ];
}

export function sealedProofs(pods: Pods, text: string): readonly Proof[] {
  return [{ what: "the Secret", found: () => pods.shell("vault", 'echo "$TOKEN"'), wanted: text }];
}
