import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { argoCd } from "../../charts/index.ts";
import { readPublicKey } from "../../charts/parts/pgp.ts";
import { ClusterScopes } from "../../lib/build/scope.ts";
import { tinyCluster } from "../lib/support/tiny.ts";
import { problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const host = "argocd.house.example";
const textOf = (name: string) => readFileSync(`test/fixtures/keys/${name}.asc`, "utf8");
/** Signs itself. */
const ada = { id: "95909E7731296959", long: "749436E2937C630D4A19D95F95909E7731296959" };
/** Has a subkey that signs, and one that encrypts. */
const bob = { id: "3E6A0E68168F5826", signs: "4045F37FEFCD53CB", encrypts: "D722E15F10BD3807" };
const argo = (signatureKeys: Readonly<Record<string, string>>) => argoCd({ host, signatureKeys });
const signersOf = (keys: Readonly<Record<string, string>>) =>
  new ClusterScopes(tinyCluster([argo(keys)])).from("deployer").signers;

describe("keys of those who sign", () => {
  it("stand in Argo CD's keyring by their own IDs, whichever of their IDs the data names", () => {
    const keys = { [bob.signs.toLowerCase()]: textOf("bob"), [ada.long]: ` ${textOf("ada")}\r\n` };
    expect(valuesOf(renderedIn(argo(keys))).configs.gpg).toEqual({
      keys: { [bob.id]: textOf("bob"), [ada.id]: textOf("ada") },
    });
  });

  it("may sign by what of them signs: Argo CD knows a signature by the ID of the subkey", () => {
    expect(signersOf({ [bob.id]: textOf("bob") })).toEqual([bob.id, bob.signs]);
    expect(signersOf({ [bob.signs]: textOf("bob") })).toEqual([bob.signs]);
    expect(signersOf({ [ada.long.toLowerCase()]: textOf("ada") })).toEqual([ada.id]);
  });

  it("are asked of nobody where none is listed", () => {
    expect(new ClusterScopes(tinyCluster([argoCd({ host })])).from("deployer")).toEqual({});
    expect(valuesOf(renderedIn(argoCd({ host }))).configs.gpg).toBeUndefined();
  });

  it.each([
    [{}, "signatureKeys is empty, and so asks for no signature; name a key, or leave it out"],
    [
      { ada: textOf("ada") },
      'signatureKeys["ada"] is no ID of a key; write its 16 or 40 hexadecimal digits, of gpg --list-keys --with-subkey-fingerprint',
    ],
    [
      { [bob.encrypts]: textOf("bob") },
      `signatureKeys["${bob.encrypts}"] has the text of another key (${bob.id}, ${bob.signs}); write one of those`,
    ],
    [
      { [ada.id]: "ssh-ed25519 AAAA" },
      `signatureKeys["${ada.id}"] is no armored public key; write all that gpg --armor --export ID prints`,
    ],
    [
      { [ada.id]: textOf("ada").replace(/\n[^\n]+\n=/, "\n=") },
      `signatureKeys["${ada.id}"] is cut off, or no key; write all that gpg --armor --export ID prints`,
    ],
    [
      { [ada.id]: `${textOf("ada")}${textOf("bob")}` },
      `signatureKeys["${ada.id}"] is no armored public key; write all that gpg --armor --export ID prints`,
    ],
    [
      { [ada.id]: armored(Buffer.from([0xc5, 1, 4]), "PRIVATE") },
      `signatureKeys["${ada.id}"] holds a private key; replace that key, for it has been written down`,
    ],
    [
      { [ada.id]: armored(Buffer.from([0xc6, 2, 6, 0])) },
      `signatureKeys["${ada.id}"] is a key of version 6, which Argo CD's gpg does not know; make one of version 4`,
    ],
    [
      { [ada.id]: 5 as unknown as string },
      `signatureKeys["${ada.id}"] is no armored public key; write all that gpg --armor --export ID prints`,
    ],
  ])("are refused where they are none: %#", (keys, line) => {
    expect(problemsOf(argo(keys))).toEqual([line]);
    expect(signersOf(keys)).toEqual([]);
  });

  it("are read whole, or not at all, wherever their text ends", () => {
    const bytes = Buffer.from(textOf("bob").split("\n").slice(2, -3).join(""), "base64");
    for (let end = 1; end < bytes.length; end += 1) {
      try {
        readPublicKey(armored(bytes.subarray(0, end)));
      } catch (error) {
        expect((error as Error).message).toMatch(/; (write|make) /);
      }
    }
  });
});

function armored(bytes: Buffer, kind = "PUBLIC"): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g)!;
  const ends = ["BEGIN", "END"].map((end) => `-----${end} PGP ${kind} KEY BLOCK-----`);
  return [ends[0], "", ...lines, ends[1], ""].join("\n");
}
