import { signersOf } from "../../lib/build/signers.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { runProgram } from "../process/program.ts";
import type { Line } from "./line.ts";

/** Whether git signs commits here by a key that the fleet lists; nothing where none is asked for. */
export async function signingLines(fleet: Fleet): Promise<Line[]> {
  const signers = [...new Set(fleet.clusters.flatMap((cluster) => signersOf(fleet, cluster)))];
  if (signers.length === 0) return [];
  const name = "signing key";
  const [own, isAlways] = await Promise.all([secretKeys(), gitSetting("commit.gpgsign")]);
  const key = signers.find((id) => own.has(id));
  const blocks = "publish on the fleet's branch";
  if (key === undefined) {
    const found = `none of ${signers.join(", ")}`;
    const get = "gpg --import the private key, or publish where it is";
    return [{ state: "absent", name, found, blocks, get }];
  }
  if (isAlways !== "true") {
    const found = `${key}, and git does not sign by itself`;
    const get = `git config commit.gpgsign true, git config user.signingkey ${key}`;
    return [{ state: "absent", name, found, blocks, get }];
  }
  return [{ state: "good", name, found: key }];
}

/** IDs of what can sign here (GnuPG: doc/DETAILS, records `sec` and `ssb`). */
async function secretKeys(): Promise<Set<string>> {
  const argv = ["gpg", "--batch", "--with-colons", "--list-secret-keys"];
  const { stdout } = await runProgram({ argv, timeoutSeconds: 10 });
  const records = stdout.split("\n").map((line) => line.split(":"));
  return new Set(
    records.flatMap(([kind = "", , , , id = ""]) => (/^(sec|ssb)$/.test(kind) ? id : [])),
  );
}

async function gitSetting(name: string): Promise<string> {
  const argv = ["git", "config", "--type=bool", "--get", name];
  return (await runProgram({ argv, timeoutSeconds: 10 })).stdout.trim();
}
