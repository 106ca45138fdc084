import { formats } from "../../kubernetes/schema/formats.ts";
import { credentialIn } from "../support/credentials.ts";
import type { FleetRule } from "../support/rule.ts";
import { problemAt } from "../support/rule.ts";

/** What every cluster takes from the fleet: the site's domain and mail address, the git repository. */
export const siteData: FleetRule = function* siteData({ site, repository, clusters }) {
  const { domain, email } = site;
  if (domain === "" || !formats["dns-subdomain"]!.test(domain))
    yield {
      place: "site",
      message: `has domain "${domain}", not ${formats["dns-subdomain"]!.is}; correct it`,
    };
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))
    yield {
      place: "site",
      message: `has email "${email}", which is no mail address; correct it`,
    };
  if (credentialIn("", repository.url) !== undefined)
    yield {
      place: "fleet",
      message: "repository.url carries a password; put it into the secret store",
    };
  else if (!/^\S+$/.test(repository.url))
    yield {
      place: "fleet",
      message: `repository.url is "${repository.url}", which is no address; correct it`,
    };
  for (const cluster of clusters) {
    // Addresses and hosts are checked once for the whole fleet, against its own site.
    if (cluster.site === site || JSON.stringify(cluster.site) === JSON.stringify(site)) continue;
    yield problemAt(cluster, undefined, "has another site than the fleet; give both the same");
  }
};
