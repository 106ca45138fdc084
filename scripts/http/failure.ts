/** Why something could not be had: `<what was found>; <what to do>`. */
export class Failure extends Error {
  /** Trying again may help. */
  readonly isTransient: boolean;
  /** What the server asked for. */
  readonly waitSeconds: number | undefined;
  /** Without what to do. */
  readonly found: string;

  constructor(message: string, isTransient = false, waitSeconds?: number) {
    super(message);
    this.found = message.split("; ")[0]!;
    this.name = "Failure";
    this.isTransient = isTransient;
    this.waitSeconds = waitSeconds;
  }
}

/** No answer at all. */
export class ConnectionFailure extends Failure {
  /** Without the place, too. */
  override readonly found: string;
  /** Node's name for it; empty where it has none. */
  readonly code: string;

  constructor(place: string, meaning: string, code = "") {
    super(`${place} ${meaning}`, !lasting.test(code));
    this.found = meaning.split("; ")[0]!;
    this.code = code;
  }
}

const authority =
  "put its authority's certificate in a file and name that in NODE_EXTRA_CA_CERTS, or set NODE_USE_SYSTEM_CA=1";

// What Node says of a connection, and what it means for the reader.
const codes: Readonly<Record<string, string>> = {
  ENOTFOUND: "has no address; check the name, and DNS",
  EAI_AGAIN: "has no address as DNS does not answer; check the network",
  ECONNREFUSED: "refuses the connection; check the port, and that the server runs",
  EHOSTUNREACH: "cannot be reached; check the network",
  ENETUNREACH: "cannot be reached; check the network",
  ERR_PROXY_TUNNEL: "is not reached by the proxy; check HTTPS_PROXY and NO_PROXY",
  CERT_HAS_EXPIRED: "has a certificate that has expired; renew it there",
  DEPTH_ZERO_SELF_SIGNED_CERT: `has a certificate that it signed itself; ${authority}`,
  SELF_SIGNED_CERT_IN_CHAIN: `has a certificate of an unknown authority; ${authority}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `has a certificate of an unknown authority; ${authority}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `has a certificate of an unknown authority; ${authority}`,
  ERR_TLS_CERT_ALTNAME_INVALID:
    "has a certificate for another name; correct the URL or the certificate",
  EPROTO: "does not speak TLS here; check the port, or use http:// (oci:// with --plain-http)",
  ERR_SSL_WRONG_VERSION_NUMBER:
    "does not speak TLS here; check the port, or use http:// (oci:// with --plain-http)",
};

const lasting = /CERT|SIGN|^EPROTO$|^ERR_SSL|^ERR_TLS/;

/** What an error of a connection means. */
export function connectionFailure(place: string, error: Error): ConnectionFailure {
  const { code = "" } = error as NodeJS.ErrnoException;
  const meaning = codes[code] ?? `broke off (${code || error.message}); check the network`;
  return new ConnectionFailure(place, meaning, code);
}
