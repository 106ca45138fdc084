import { app, hostNeeds } from "../parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";

export interface PortfolioSiteOptions {
  /** Name of the environment, a namespace of the cluster, that it runs in. */
  readonly environment: string;
  /** Hostname that it is served at. */
  readonly host: string;
  /** Tag of the image. */
  readonly version: string;
}

/** The portfolio, a static site. */
export const portfolioSite = defineComponent({
  name: "portfolio-site",
  layer: "apps",
  namespace: ({ environment }: PortfolioSiteOptions) => environment,
  podSecurity: "restricted",
  needs: hostNeeds,
  instance: ({ environment }) => environment,

  objects(scope, { environment, host, version }) {
    app(scope, {
      name: "portfolio-site",
      image: `ghcr.io/mathiaswouters/portfolio-site:${version}`,
      port: 8080,
      host,
      critical: environment === "production",
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { memory: "128Mi" },
    });
    scope.probe({ name: `portfolio-site-${environment}`, url: `https://${host}/` });
  },
});
