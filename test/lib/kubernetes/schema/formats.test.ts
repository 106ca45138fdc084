import { describe, expect, it } from "vitest";
import { formats } from "../../../../lib/kubernetes/schema/formats.ts";

const long = "x".repeat(64);

describe("formats", () => {
  it.each([
    ["dns-label", ["a", "1-b"], ["A", "-a", "a.b", long]],
    ["dns-1035-label", ["a1"], ["1a"]],
    ["dns-subdomain", ["a.b-c.d", long], ["a..b", "a_b", ".a"]],
    ["dns-wildcard", ["*.example.com", "a.b"], ["*", "a.*.b"]],
    ["path-segment", ["system:view", "A b"], ["a/b", "..", ""]],
    ["label-key", ["app", "app.kubernetes.io/name"], ["a/b/c", "A/", "-a", `a/${long}`]],
    ["annotation-key", ["Example.com/A"], ["a b"]],
    ["label-value", ["", "A.b_c-1"], ["a b", "-a", long]],
    ["port-name", ["http", "a-1"], ["80", "a--b", "sixteen-letters-"]],
    ["env-name", ["A_b.c-1", "1"], ["A=B", "ä"]],
    ["config-key", ["a.b", "_A"], ["..", "..a", "a/b"]],
    ["resource-name", ["cpu", "nvidia.com/gpu", "hugepages-2Mi"], ["gpu", "memroy"]],
    ["limit-name", ["cpu", "storage"], ["gpu"]],
    ["quota-name", ["requests.cpu", "pods", "count/deployments.apps"], ["requests.pod", "apps"]],
    ["driver-name", ["nfs.csi.k8s.io"], ["nfs csi", long]],
    ["plain-path", ["/a/b", "..a"], ["/a/../b", ".."]],
    ["relative-path", ["a/b"], ["/a", "a/../b"]],
    ["url-path", ["/", "/a.b/c"], ["a", "/a//b", "/a/../b", "/a/.", "/a%2Fb"]],
    ["hook-path", ["/", "/validate", "/v1/pods/"], ["validate", "/A", "//a"]],
    ["amount", ["0", "250m"], ["-1", "Gi"]],
    ["positive-amount", ["1", "0.5", "1Gi", "0.01"], ["0", "0.0", "0Gi", "-1", "+0m"]],
    ["cluster-ip", ["None", "10.43.0.10", ""], ["none", "10.43.0"]],
    ["network", ["10.0.0.0/8", "10.1.2.3/32", "fd00::/64"], ["10.0.0.1/8", "10.0.0.0"]],
    ["quantity", ["1", "0.5", "250m", "1Gi", "1e3", "-1"], ["1GB", "Gi", "1 Gi", ""]],
    ["time-zone", ["Europe/Berlin", "Etc/UTC"], ["Berlin", "europe/berlin", ""]],
    [
      "cron",
      ["*/5 * * * *", "0 3 1-15/2 jan,feb mon", "@daily", "@every 1h30m"],
      ["* * * *", "60 * * * *", "0 0 0 * *", "5-1 * * * *", "*/0 * * * *", "@often"],
    ],
    ["duration", ["90s", "1h30m", "1.5h", "0"], ["90", "1 fortnight!"]],
    ["cidr", ["10.0.0.0/8", "fd00::/64"], ["10.0.0.0", "10.0.0.0/33", "10.0.0/8"]],
    ["ip", ["10.0.0.1", "fd00::1"], ["10.0.0.256", "nas"]],
    ["byte", ["aGk=", ""], ["a", "ä==="]],
    ["date-time", ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+01:00"], ["2026-01-31", "now"]],
  ])("%s tells right from wrong", (name, right, wrong) => {
    const accepted = [...right, ...wrong].filter((value) => formats[name]?.test(value));
    expect(accepted).toEqual(right);
  });
});
