import { describe, expect, it } from "vitest";
import { homeAssistant } from "../../charts/index.ts";
import { tinyNode } from "../lib/support/tiny.ts";
import { manifestOf, problemsOf, renderedIn } from "./rendered.ts";

const host = "home.house.example";
const ingress = { className: "traefik", issuer: "local-authority" };
const stick = { "/dev/ttyUSB0": "the Zigbee stick" };
const made = (options = {}) => renderedIn(homeAssistant({ host, ...options }), [], { ingress });

// oxlint-disable-next-line no-explicit-any
const podOf = (options = {}): any =>
  (manifestOf(made(options), "Deployment", "home-assistant")["spec"] as { template: object })
    .template;

describe("home-assistant", () => {
  it("stays within baseline without sticks and discovery", () => {
    expect(new Set(made().loosened.map(([level]) => level))).toEqual(new Set(["baseline"]));
    expect(podOf().spec.hostNetwork).toBeUndefined();
  });

  it("has its stick on its node, and finds devices when told", () => {
    const { spec } = podOf({ node: "one", devices: stick, discovery: true });
    expect(spec).toMatchObject({
      hostNetwork: true,
      dnsPolicy: "ClusterFirstWithHostNet",
      nodeSelector: { "kubernetes.io/hostname": "one" },
    });
    expect(spec.volumes).toContainEqual({
      name: "dev-ttyusb0",
      hostPath: { path: "/dev/ttyUSB0" },
    });
  });

  it("knows its Ingress from the first start on, and keeps settings that are there", () => {
    const files = manifestOf(made(), "ConfigMap", "home-assistant-files");
    const [text] = Object.values(files["data"] as Record<string, string>);
    expect(text).toContain("    - 10.2.0.0/16\n    - 10.1.0.10/32\n");
    expect(podOf().spec.initContainers[0].args[0]).toContain("[ -e configuration.yaml ] || cp");
  });

  it("is told that a stick needs a node, where there are several", () => {
    const nodes = [tinyNode("one"), tinyNode("two", { address: "10.1.0.11" })];
    const lost = homeAssistant({ host, devices: stick });
    expect(problemsOf(lost, { nodes })).toEqual([
      'has device "/dev/ttyUSB0" and no node; set node to the one that it is plugged into',
    ]);
    expect(problemsOf(lost)).toEqual([]);
    expect(problemsOf(homeAssistant({ host, devices: stick, node: "two" }), { nodes })).toEqual([]);
  });
});
