import { describe, expect, it } from "vitest";
import type { Site } from "../../../../lib/model/site.ts";
import { fleetOf, onK3s, problemsOf } from "../../../support/fleet.ts";

const sum = "a".repeat(64);
const sha512 = "b".repeat(128);
const version = "v1.36.2+k3s1";
const k3s = { kubeVip: "a.example/kube-vip:v1.1.2" };
const image = { url: "https://a.example/a.qcow2", sums: "https://a.example/SHA512SUMS" };
const hostWith = (change: object): Partial<Site> => ({
  hosts: {
    rack: {
      address: "10.0.0.2",
      cores: 16,
      memory: "64Gi",
      storagePools: { fast: {} },
      proxmox: {
        bridge: "vmbr0",
        files: "local",
        template: { id: 9000, pool: "fast", image: { ...image, ...change } },
      },
    },
  },
});

const rows: readonly (readonly [site: Partial<Site>, lines: readonly string[]])[] = [
  [{ downloads: { ...k3s, k3s: "https://a.example" } }, []],
  [
    { downloads: { ...k3s, k3s: "http://a.example" } },
    [
      'site: has downloads.k3s "http://a.example", which others on the way can change; use https://, or write the sums of what runs in downloads.k3sSums',
    ],
  ],
  [{ downloads: { ...k3s, k3s: "http://a.example", k3sSums: { [version]: { amd64: sum } } } }, []],
  [
    { downloads: { ...k3s, k3s: "http://a.example", k3sSums: { [version]: { arm64: sum } } } },
    [
      'site: has downloads.k3s "http://a.example", which others on the way can change; use https://, or write the sums of what runs in downloads.k3sSums',
    ],
  ],
  [
    { downloads: { ...k3s, k3s: "file:///srv/k3s", k3sSums: { [version]: { amd64: "x" } } } },
    [
      `site: has downloads.k3s "file:///srv/k3s", which is no address of the web; use one with https://`,
      `site: has downloads.k3sSums["${version}"].amd64 "x", not 64 hexadecimal digits; correct it`,
    ],
  ],
  [hostWith({}), []],
  [
    hostWith({ url: "http://a.example/a.qcow2", sums: "http://a.example/SUMS" }),
    [
      'site: host rack has proxmox.template.image.sums "http://a.example/SUMS", which others on the way can change; use https://, or write its sum beside it',
      'site: host rack has proxmox.template.image.url "http://a.example/a.qcow2", which others on the way can change; use https://, or write its sum beside it',
    ],
  ],
  [hostWith({ url: "http://a.example/a.qcow2", sha512 }), []],
  [
    hostWith({ url: "../a.qcow2", sha512: sum }),
    [
      `site: host rack has proxmox.template.image.sha512 "${sum}", not 128 hexadecimal digits; correct it`,
      'site: host rack has proxmox.template.image.url "../a.qcow2", which is no address of the web; use one with https://',
    ],
  ],
];

describe("what machines download", () => {
  it.each(rows)("%j", (site, lines) => {
    const told = problemsOf(fleetOf({ site, cluster: onK3s(version, ["coredns"]) })).filter(
      (line) => /download|image/.test(line),
    );
    expect(told).toEqual(lines);
  });
});
