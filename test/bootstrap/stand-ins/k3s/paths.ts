/** Where k3s keeps what is its own. */
export const data = "/var/lib/rancher/k3s";
export const server = `${data}/server`;
export const tls = `${server}/tls`;
export const credentials = `${server}/cred`;
export const database = `${server}/db/etcd`;
export const snapshotFolder = `${server}/db/snapshots`;
export const manifests = `${server}/manifests`;
export const podManifests = `${data}/agent/pod-manifests`;
export const kubeconfigFile = "/etc/rancher/k3s/k3s.yaml";

/** Where the stand-in has the programs that k3s has in itself, and the stages of life that kwok plays. */
export const tools = "/opt/strata-tools";
export const stages = "/opt/strata-stages";

/** Port of what servers tell each other and agents; k3s itself answers that on the API server's. */
export const supervisorPort = 9345;
export const apiPort = 6443;
