import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { digestOf } from "./store.ts";

/** What a template may call that gives another result each time. */
const unsteady =
  /\{\{[^}]*\b(?:rand(?:Alpha|AlphaNum|Ascii|Bytes|Int|Numeric)|gen(?:CA|CAWithKey|PrivateKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|shuffle|htpasswd|bcrypt|encryptAES|now|ago)\b/;

export interface Archive {
  readonly path: string;
  /** `sha256:…` of the file. */
  readonly digest: string;
  /** Whether a template calls for chance or the clock, so that one rendering proves nothing. */
  mayVary(): boolean;
  /** A copy that broke off is not. */
  isWhole(): boolean;
}

/** Undefined where there is no such file. Throws where it cannot be read. */
export function openArchive(path: string): Archive | undefined {
  const bytes = read(path);
  return (
    bytes && {
      path,
      digest: digestOf(bytes),
      mayVary: () => unsteady.test(gunzipSync(bytes).toString("latin1")),
      isWhole: () => isGzip(bytes),
    }
  );
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isGzip(bytes: Buffer): boolean {
  try {
    gunzipSync(bytes);
    return true;
  } catch {
    return false;
  }
}
