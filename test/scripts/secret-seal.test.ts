import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seal, sealingKey } from "../../scripts/secret/seal.ts";
import { unseal } from "../support/unseal.ts";

/** Made for this test, and used nowhere else. */
const key = createPrivateKey({
  format: "der",
  type: "pkcs8",
  key: Buffer.from(
    [
      "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAMMg1k3ejogvIjzpIjMrkt81vRYXv4yMrfetdzqCazXktPqEit48jYnugBK7",
      "9vtDrwwnmj++dsRoT9xy7ehcwpgVU6Xn5jlXq9PXzANkyFQsXMxS1VyE8/jumVx5/5p1d/6E6djbiMyhhoNYnkGS11v8lo2zHptbtw+kkELA",
      "RxeTAgMBAAECgYAib7MifvqMkjTqpwJAIZqEBgne0kYd2d4B7f0yuD2Pf1NpOub/HZSlGRBFPiLyaRmFfZ+9TDHNq9McRrQx49z7ho8hIVzT",
      "fchCZ3HKwhk6Cn/jnquwZNIBjbZx4FvE6n748O/+0WJuv0Omgd6WtOxTqRL/wvJJHUe0hDDGJQWBMQJBAP3/v41T/s+h7ZVwHgVA7eC9xFSP",
      "pgOI/FrkaGEhPQXs0HIIsD18cl5dOsalhW6rpa8IknXshUCpuQ97DhCA6G0CQQDEqlyJoPNsjdAhxgufc6cyp+HSdm2V3FkO8rdMwhgP+OND",
      "a6IlWMzKH+dedsvpUO2mm0mYE378RJa6gTYm5///AkEAiZrxeq6DwJcYcLpR+USo2vXUFH/ST9354YAWsHBicABRGUZtvJHcIBVgD1iDBmcF",
      "luMM/cgKlPKeKK3g+73qrQJAfCylKTE7Afu4wtptVEyN8WoXJ/Am2Uy73rhaDFkxIESiGlvHkZU0GRtz1y1jKvoyU9QQ77i/oUEder1DF+W8",
      "uQJBALDVe9ZUlB4iEuk3YYkvNOFiHrvze8uLOUQDmstKs86xZrq9b0hAM+mH2LTTE/IdhrdYv6skXEyZSwxqKEbiQ/E=",
    ].join(""),
    "base64",
  ),
});

describe("seal", () => {
  it("is undone as the controller undoes it", () => {
    const sealed = seal("pässword\n", "staging", "database", createPublicKey(key));

    expect(unseal(sealed, "staging/database", key)).toBe("pässword\n");
  });

  it("binds a value to its namespace and name", () => {
    const sealed = seal("password", "staging", "database", createPublicKey(key));

    expect(() => unseal(sealed, "production/database", key)).toThrow("oaep decoding error");
  });

  it("seals the same value otherwise each time", () => {
    const once = (): string => seal("password", "staging", "database", createPublicKey(key));

    expect(once()).not.toBe(once());
  });

  it("is held against a text that the controller's own code sealed", () => {
    // By HybridEncrypt of github.com/bitnami/sealed-secrets v0.40.0, with the label below.
    const sealed =
      "AIAbTXldpuVbiU/KgDHF0r9DuIyW2ZL9HTHVIFEvnmc4sKraxifmrCJKSjjMl9Cqxodtjx9YHI9P9KfFgi7xHeiqcznCL1ZgJgAnxh2iO3xiD9dIffBEq0vgKsFA/1REv/HWtcU9e+In3y9G8vl4kxFYM4RYP4xodjap8arzmi5OMM0wKYCe8WUSaXLaE5lxUkITEpuUG5Lb7xMorncY";

    expect(unseal(sealed, "staging/vulnerability-database", key)).toBe("correct horse");
  });
});

describe("a sealing certificate", () => {
  it("that is none is refused", () => {
    expect(() => sealingKey("nothing", "edge.pem")).toThrow(
      "edge.pem: is no certificate in PEM; fetch it anew, or name another with --certificate",
    );
  });

  it("is read for its key only", () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const text = publicKey.export({ type: "spki", format: "pem" });

    expect(() => sealingKey(text, "edge.pem")).toThrow("is no certificate in PEM");
  });
});
