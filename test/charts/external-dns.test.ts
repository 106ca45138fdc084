import { describe, expect, it } from "vitest";
import { externalDns } from "../../charts/index.ts";
import { importedChart } from "../../lib/kubernetes/chart.ts";
import { renderedIn, valuesOf } from "./rendered.ts";

const { extraArgs, ...values } = valuesOf(renderedIn(externalDns({ server: "http://10.1.0.2" })));

describe("external-dns", () => {
  it("names the version of Pi-hole's API below 0.22, and not from there on, where the flag is gone", () => {
    const [major = 0, minor = 0] = importedChart("external-dns")!.appVersion.split(".").map(Number);
    const knowsTheFlag = major === 0 && minor < 22;
    const flags = (extraArgs as string[]).filter((flag) => flag.startsWith("--pihole-api-version"));
    expect(flags).toEqual(knowsTheFlag ? ["--pihole-api-version=6"] : []);
  });

  it("asks the server that it is given, with the password out of a Secret", () => {
    expect(extraArgs).toContain("--pihole-server=http://10.1.0.2");
    expect(values.env).toEqual([
      {
        name: "EXTERNAL_DNS_PIHOLE_PASSWORD",
        valueFrom: { secretKeyRef: { name: "pihole", key: "password" } },
      },
    ]);
  });

  it("never deletes records, which Pi-hole cannot tell from another cluster's", () => {
    expect(values).toMatchObject({ policy: "upsert-only", registry: "noop" });
  });
});
