import type { Site } from "../../lib/model/site.ts";
import { failure } from "../tell/failure.ts";
import type { Piece } from "../process/pipe.ts";
import type { Source } from "./source.ts";

const path = "/v1/sys/storage/raft/snapshot";

/** All that Vault holds, as it encrypts it itself: a snapshot of Raft, by its API. */
export function vaultSource(site: Site, environment = process.env): Source {
  return {
    folder: "vault/site",
    prepare: () => [],
    read() {
      const { args, token } = access(site, path, environment);
      const argv = ["curl", "--config", "-", ...args];
      return { host: "vault", argv, input: `header = "X-Vault-Token: ${token}"\n` };
    },
    clean: () => [],
    // A snapshot is an archive, compressed.
    check: { host: "here", argv: ["tar", "--list", "--gzip", "--file=-"] },
  };
}

/** Replaces all that Vault holds, also where its keys are others; it is unsealed with those of the snapshot afterwards. */
export function vaultRestore(site: Site, environment = process.env): Piece {
  const { args } = access(site, `${path}-force`, environment);
  // Standard input is the snapshot. A shell's own printf keeps the token out of the arguments.
  const script = `exec 4<&0
printf 'header = "X-Vault-Token: %s"\\n' "$VAULT_TOKEN" |
  { exec 3<&0 0<&4; exec curl --config /dev/fd/3 "$@"; }`;
  const upload = ["--request", "POST", "--upload-file", "-"];
  const argv = ["sh", "-c", script, "sh", ...upload, ...args];
  return { host: "vault", argv, shown: `curl ${[...upload, ...args].join(" ")}` };
}

function access({ backups }: Site, where: string, environment: NodeJS.ProcessEnv) {
  const { VAULT_CACERT: authority, VAULT_TOKEN: token } = environment;
  if (!backups?.vault)
    throw failure("site", "has no backups.vault; say in clusters/site.ts where Vault is");
  if (!token)
    throw failure("vault", "needs a token that may read and write snapshots; set VAULT_TOKEN");
  const args = ["--silent", "--show-error", "--fail", "--connect-timeout", "10"];
  return {
    token,
    args: [...args, ...(authority ? ["--cacert", authority] : []), `${backups.vault}${where}`],
  };
}
