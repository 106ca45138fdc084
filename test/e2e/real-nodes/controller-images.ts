import { join } from "node:path";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { podTemplateOf } from "../../../lib/order/references/pod.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Tool } from "../tools.ts";
import { buildTools } from "../tools.ts";
import { tools as houseTools } from "./house.ts";
import type { Image } from "./images.ts";
import { busybox, pathOf } from "./images.ts";

const controllers: readonly Tool[] = [
  {
    name: "cert-manager",
    module: "cert-manager",
    source: "github.com/cert-manager/cert-manager/strata",
    seconds: 150,
  },
  {
    name: "sealed-secrets",
    module: "sealed-secrets",
    source: "github.com/bitnami/sealed-secrets/cmd/controller",
    seconds: 100,
  },
  {
    name: "kubeseal",
    module: "sealed-secrets",
    source: "github.com/bitnami/sealed-secrets/cmd/kubeseal",
    seconds: 5,
  },
  {
    name: "metrics-server",
    module: "metrics-server",
    source: "sigs.k8s.io/metrics-server/cmd/metrics-server",
    seconds: 100,
  },
];

/** Builds what is missing; returns the directory of the programs. */
export function buildControllers(say: (line: string) => void): Promise<string> {
  return buildTools(say, controllers);
}

/** Where programs are: of nodes, of controllers. */
export interface Built {
  readonly nodes: string;
  readonly controllers: string;
}

type Maker = (name: string, built: Built) => Image | Promise<Image>;

const entry =
  (program: string, ...args: string[]): Maker =>
  (name, { controllers: directory }) => {
    const path = `bin/${program}`;
    return {
      name,
      user: "1000",
      entrypoint: [`/${path}`, ...args],
      programs: { [path]: join(directory, program) },
    };
  };

/** What an image has, by its name without the version: that is of the chart, the program's that of its module. */
const makers: Readonly<Record<string, Maker>> = {
  "quay.io/jetstack/cert-manager-controller": entry("cert-manager", "controller"),
  "quay.io/jetstack/cert-manager-webhook": entry("cert-manager", "webhook"),
  "quay.io/jetstack/cert-manager-cainjector": entry("cert-manager", "cainjector"),
  // Its chart says what is started.
  "docker.io/bitnami/sealed-secrets-controller": (name, { controllers: directory }) => ({
    name,
    programs: { "bin/controller": join(directory, "sealed-secrets") },
  }),
  "registry.k8s.io/metrics-server/metrics-server": entry("metrics-server"),
  // A version that the module has not: what it answers about itself is played.
  "docker.io/rancher/local-path-provisioner": (name, { nodes }) =>
    busybox(name, {
      programs: { "bin/provisioner": join(nodes, "local-path-provisioner") },
      texts: {
        "bin/local-path-provisioner": '#!/bin/sh\nhttpd -p 8080 -h /www\nexec provisioner "$@"\n',
        "www/health": "well\n",
        "www/ready": "ready\n",
      },
    }),
  "docker.io/library/busybox": (name) => busybox(name),
  "docker.io/valkey/valkey": async (name) =>
    busybox(name, {
      programs: {
        "bin/valkey-cli": await pathOf("redis-cli"),
        "bin/valkey-server": await pathOf("redis-server"),
      },
    }),
  [houseTools]: (name) => busybox(name),
};

/** The images that these objects name, made on the spot. */
export async function controllerImages(
  manifests: readonly Manifest[],
  built: Built,
): Promise<readonly Image[]> {
  const names = [...new Set(manifests.flatMap(imagesIn))];
  return Promise.all(
    names.map(async (name) => {
      const make = makers[name.replace(/:[^:/]*$/, "")];
      if (make) return make(name, built);
      const message = `nothing here makes image "${name}"; say in ${import.meta.url.replace(/.*\/test\//, "test/")} what it is made of`;
      throw new FleetError([{ place: "e2e", message }]);
    }),
  );
}

/** Those of containers, and of pods that stand as text in a ConfigMap. */
function imagesIn(manifest: Manifest): readonly string[] {
  const { initContainers = [], containers = [] } = podTemplateOf(manifest)?.spec ?? {};
  const own = [...initContainers, ...containers].flatMap(({ image }) => image ?? []);
  const texts = manifest.kind === "ConfigMap" ? Object.values(manifest["data"] ?? {}) : [];
  const written = texts.flatMap((text) => [...String(text).matchAll(/^ *image: (\S+)$/gm)]);
  return [...own, ...written.map(([, name]) => name!)];
}
