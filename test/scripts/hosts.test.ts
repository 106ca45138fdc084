import { execFileSync } from "node:child_process";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { clusterSection, hostsBlock, siteSection } from "../../scripts/hosts/entries.ts";
import { inventoryOf } from "../../scripts/inventory/groups.ts";
import { fleetOf } from "../support/fleet.ts";
import { projectWith } from "../support/project.ts";
import { planOf } from "../support/charts.ts";

const house = projectWith();

function run(command: string, ...args: readonly string[]): string {
  const script = `scripts/commands/${command}.ts`;
  return execFileSync(process.execPath, [...process.execArgv, script, ...args], {
    cwd: house,
    encoding: "utf8",
  });
}

const fleet = fleetOf({ cluster: { endpoint: "10.0.0.9" } });

describe("npm run hosts", () => {
  it("prints every name of a fleet once, beside its address", () => {
    const sections = [siteSection(fleet.site), clusterSection(planOf(fleet.clusters[0]!))];

    expect(hostsBlock(sections)).toBe(
      [
        "# Strata: begin",
        "# house.example",
        "10.0.0.3   dns",
        "10.0.0.2   rack",
        "10.0.0.4   git git.house.example",
        "# home",
        "10.0.0.9   home",
        "10.0.0.10  home-1",
        "10.0.0.11  home-2",
        "10.0.0.12  home-3",
        "10.0.0.9   web.house.example",
        "# Strata: end",
      ].join("\n"),
    );
  });

  it("finds the fixed address of a component that serves Ingress objects", () => {
    expect(run("hosts", "management")).toMatch(
      /^192\.168\.1\.100\s+argocd\.mathiaswouters\.com grafana\.mathiaswouters\.com/m,
    );
  });

  it("names a cluster that is meant where there is none", () => {
    expect(() => run("hosts", "managment")).toThrow(
      'hosts: "managment" is no cluster; did you mean "management"?',
    );
  });
});

describe("npm run inventory", () => {
  it("lists the machines by what they are", () => {
    const home = {
      children: {
        home_servers: {
          hosts: {
            "home-1": { ansible_host: "10.0.0.10", ansible_user: "root", architecture: "amd64" },
          },
        },
        home_agents: {
          hosts: {
            "home-2": { ansible_host: "10.0.0.11", ansible_user: "root", architecture: "amd64" },
            "home-3": { ansible_host: "10.0.0.12", ansible_user: "root", architecture: "amd64" },
          },
        },
      },
    };
    expect(inventoryOf(fleet)).toEqual({
      all: {
        children: {
          hypervisors: { hosts: { rack: { ansible_host: "10.0.0.2", ansible_user: "root" } } },
          machines: { hosts: { git: { ansible_host: "10.0.0.4", ansible_user: "root" } } },
          home,
        },
      },
    });
  });

  it("prints the same as YAML and as JSON", () => {
    const yaml: unknown = load(run("inventory"));
    expect(yaml).toEqual(JSON.parse(run("inventory", "--json")));
    expect(yaml).toHaveProperty(
      ["all", "children", "edge", "children", "edge_servers", "hosts", "edge-pi-01"],
      { ansible_host: "192.168.1.60", ansible_user: "root", architecture: "arm64" },
    );
  });
});
