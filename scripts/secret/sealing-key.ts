import { X509Certificate, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { listOf } from "../kube/kubectl.ts";
import { failure } from "../tell/failure.ts";
import { runProgram } from "../process/program.ts";

/** A Secret that the controller takes a key from. */
export interface KeySecret {
  readonly metadata: { readonly name: string };
  /** In base64. */
  readonly data: { readonly "tls.crt": string; readonly "tls.key": string };
}

/** Where its controller looks for keys. */
export interface KeyPlace {
  readonly namespace: string;
  /** `<label>=<value>` of the Secrets. */
  readonly selector: string;
}

/** Ten years, as the controller's own (sealed-secrets docs: values of the chart, keyttl). */
const days = 3650;

/** A key of RSA with its certificate, as the controller makes its own. Neither touches a disk. */
export async function createKey(cluster: string, signal: AbortSignal): Promise<KeySecret> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 4096,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  // openssl reads a key from a pipe, and standard input under Node is a socket.
  const script = 'cat | openssl req -x509 -new -key /dev/stdin "$@"';
  const args = ["-days", String(days), "-subj", `/CN=${cluster}`];
  const argv = ["sh", "-c", script, "sh", ...args];
  const { exitCode, stdout, stderr } = await runProgram({ argv, input: privateKey, signal });
  if (exitCode !== 0) {
    const why = stderr.trim().split("\n").at(-1);
    throw failure("here", `openssl makes no certificate: ${why}; see: npm run doctor`);
  }
  const encode = (text: string): string => Buffer.from(text).toString("base64");
  const data = { "tls.crt": encode(stdout), "tls.key": encode(privateKey) };
  return { metadata: { name: `sealing-key-${fingerprintOf(stdout).slice(0, 8)}` }, data };
}

/** The Secrets as one text for kubectl, with what the controller knows them by. */
export function keyList(keys: readonly KeySecret[], { namespace, selector }: KeyPlace): string {
  const [label = "", value = ""] = selector.split("=");
  return listOf(
    keys.map(({ metadata: { name }, data }) => ({
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name, namespace, labels: { [label]: value } },
      data,
    })),
  );
}

/** The certificate of a key in PEM; of several, that which the controller has others seal with. */
export function certificateOf(keys: readonly KeySecret[]): string {
  const texts = keys.map(({ data }) => Buffer.from(data["tls.crt"], "base64").toString());
  const begin = (text: string): number => new X509Certificate(text).validFromDate.getTime();
  return texts.toSorted((a, b) => begin(b) - begin(a))[0]!;
}

export function hasCertificate(keys: readonly KeySecret[], certificate: string): boolean {
  const wanted = fingerprintOf(certificate);
  return keys.some((key) => fingerprintOf(certificateOf([key])) === wanted);
}

/** Of a certificate in PEM, in lower case hexadecimal. */
function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();
}
