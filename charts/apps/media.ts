import { app, hostNeeds } from "../parts/app/app.ts";
import type { Keeping } from "../parts/app/keeping.ts";
import { kept } from "../parts/app/keeping.ts";
import type { AppVolume } from "../parts/app/volume-options.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/model/scope.ts";

export interface MediaOptions {
  /** Where films and series are kept: `{ nfs: { server, path } }`, or `{ size: "2Ti", access: "ReadWriteMany" }`. */
  readonly library: Keeping;
  /** Hostname of Plex. */
  readonly plex: string;
  /** Hostname of Sonarr, for series. @default it is not there */
  readonly sonarr?: string;
  /** Hostname of Radarr, for films. @default it is not there */
  readonly radarr?: string;
  /** Address of Plex on the network of the house, for televisions. @default none */
  readonly address?: string;
  /** What a device plugin offers for transcoding, such as `gpu.intel.com/i915`. @default the processor */
  readonly gpu?: `${string}/${string}`;
  /** Name of the one node that it all runs on. @default any */
  readonly node?: string;
  /** User and group that own the files. @default 1000 */
  readonly owner?: number;
}

const path = "/media";
const images = {
  plex: "ghcr.io/home-operations/plex:1.43.3.10828",
  sonarr: "ghcr.io/home-operations/sonarr:4.0.19.3009",
  radarr: "ghcr.io/home-operations/radarr:6.1.1.10317",
};

/**
 * Plex, and what fills its library: one volume, so that a file is moved and not copied. Open Plex by its forward at
 * first: it lets its owner in from there alone.
 */
export const media = defineComponent({
  name: "media",
  layer: "apps",
  about: {
    docs: "https://support.plex.tv/articles/",
    login:
      "Plex lets its owner in by its forward, with an account at plex.tv; Sonarr and Radarr have whoever opens them first choose a password.",
  },
  namespace: "media",
  podSecurity: "restricted",
  needs: hostNeeds,

  *check({ library, node }: MediaOptions, { nodes }) {
    if ("nfs" in library || library.access === "ReadWriteMany") return;
    if (node === undefined && nodes.length > 1)
      yield 'keeps its library in a volume that one node mounts at a time, and runs on any; set node, or access "ReadWriteMany" where its class can';
  },

  objects(scope, options) {
    const { address, gpu } = options;
    // Managers write subtitles and pictures beside films, and move what they fetched.
    manager(scope, "sonarr", 8989, options);
    manager(scope, "radarr", 7878, options);
    app(scope, {
      ...common(options),
      name: "plex",
      image: images.plex,
      ports: { http: 32400 },
      host: options.plex,
      allowFrom: (["sonarr", "radarr"] as const).filter((one) => options[one] !== undefined),
      services:
        address === undefined
          ? undefined
          : { "plex-house": { type: "LoadBalancer", address, trafficPolicy: "Local" } },
      extendedResources: gpu && { [gpu]: 1 },
      volumes: { config: { path: "/config", size: "20Gi" }, library: libraryOf(options, "plex") },
      health: "/identity",
      internet: true,
      requests: { cpu: "200m", memory: "512Mi" },
      limits: { memory: "4Gi" },
    });
    const port = 32400;
    scope.forward({ name: "plex", localPort: port, service: "plex", port, protocol: "http" });
    scope.probe({ name: "plex", url: `https://${options.plex}/identity` });
  },
});

function manager(
  scope: Scope,
  name: "sonarr" | "radarr",
  port: number,
  options: MediaOptions,
): void {
  const host = options[name];
  if (host === undefined) return;
  app(scope, {
    ...common(options),
    name,
    image: images[name],
    port,
    host,
    volumes: { config: { path: "/config", size: "5Gi" }, library: libraryOf(options, name) },
    health: "/ping",
    // They tell Plex of what is new.
    allowTo: ["plex"],
    internet: true,
    requests: { cpu: "50m", memory: "256Mi" },
    limits: { memory: "1Gi" },
  });
}

function common({ node, owner = 1000 }: MediaOptions) {
  return { user: owner, group: owner, nodes: node === undefined ? undefined : [node] };
}

/** The claim is Plex's; the others name it. */
function libraryOf({ library }: MediaOptions, name: string): AppVolume {
  if ("nfs" in library || name === "plex") return kept("films and series", library, path);
  return { claim: "plex-library", path };
}
