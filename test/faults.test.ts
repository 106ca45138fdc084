import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  copyFileSync,
  mkdirSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** An input that once went wrong, by its class, and words of the test that keeps it right. */
type Fault = readonly [input: string, file: string, words: string];

const rules = "test/lib/check/rules/";
const scripts = "test/scripts/";

const faults: Readonly<Record<string, readonly Fault[]>> = {
  "changes that no sync gets past": [
    [
      "Recreate follows an unset strategy",
      "test/lib/kubernetes/transition/refused.test.ts",
      "Recreate after a strategy that was left out",
    ],
    [
      "OnDelete follows an unset strategy",
      "test/lib/kubernetes/transition/refused.test.ts",
      "OnDelete after a strategy that was left out",
    ],
    [
      "a Service becomes headless",
      "test/lib/kubernetes/transition/refused.test.ts",
      "an address taken from a Service",
    ],
    [
      "a headless Service gets an address",
      "test/lib/kubernetes/transition/refused.test.ts",
      "an address given to a Service",
    ],
    ["a claim shrinks", "test/lib/kubernetes/transition/refused.test.ts", "a claim that shrinks"],
    [
      "a claim grows on a class that cannot",
      "test/lib/kubernetes/transition/refused.test.ts",
      "a claim that grows where none does",
    ],
    ["the same, told by publish", `${scripts}publish-immutable.test.ts`, "allowVolumeExpansion"],
  ],
  "what an app lets into its container": [
    [
      "a variable names a Secret's that comes after it",
      "test/charts/parts/app/containers.test.ts",
      "has variables behind those that they name, and otherwise in the order given",
    ],
    ["the same of pods as they are", `${rules}variables.test.ts`, "one that comes after it"],
    [
      "n8n gets N8N_PORT",
      "test/charts/parts/app/containers.test.ts",
      "knows nothing of the Services of its namespace",
    ],
    ["memory 512m", `${rules}amounts.test.ts`, "512m"],
  ],
  uniqueness: [
    [
      "one port with TCP and without",
      `${rules}service-addresses.test.ts`,
      "one port with its protocol and without",
    ],
    ["two ports of one name", `${rules}service-addresses.test.ts`, "two ports of one name"],
    [
      "one nodePort in two Services",
      `${rules}service-addresses.test.ts`,
      "a port of the nodes that two want",
    ],
    [
      "a nodePort outside the range",
      `${rules}service-addresses.test.ts`,
      "a port that is none of theirs",
    ],
    [
      "a clusterIP outside serviceCidr",
      `${rules}service-addresses.test.ts`,
      "an address from elsewhere",
    ],
  ],
  "Pod Security": [
    [
      "a sysctl beyond baseline",
      `${rules}pod-security.test.ts`,
      "net.ipv4.conf.all.src_valid_mark",
    ],
    [
      "what is said for the whole pod",
      `${rules}pod-security.test.ts`,
      "the same said for the whole pod",
    ],
  ],
  "names that are made of names": [
    [
      "a StatefulSet of 53 characters",
      `${rules}pods.test.ts`,
      "is of a StatefulSet whose name leaves no room for the label of its pods",
    ],
    ["a node's name over 63", `${rules}nodes.test.ts`, "a name that is no label"],
    ["a worker's role as a label", `${rules}nodes.test.ts`, "a label that the kubelet refuses"],
    ["a file name over 255 bytes", `${rules}files.test.ts`, "more than 250"],
    ["Reader and reader", `${rules}files.test.ts`, 'role("Reader"), role("reader")'],
  ],
  deliveries: [
    ["null in values, at any depth", "test/lib/emit/application.test.ts", "null"],
    [
      "null in objects that a chart prints",
      `${rules}settling.test.ts`,
      "a null that a chart prints",
    ],
    ["annotations that are no text", `${rules}texts.test.ts`, "is text, wherever it stands"],
  ],
  references: [
    ["Middlewares in an annotation", "test/charts/traefik-kinds.test.ts", "which no Middleware is"],
    ["the Secret and key of Route 53", "test/charts/cert-manager.test.ts", "route53-credentials"],
    [
      "the class of an ephemeral volume",
      `${rules}references.test.ts`,
      "a class of a volume that lives as long as its pod",
    ],
    [
      "built-in Roles of kube-system",
      "test/lib/order/references/references.test.ts",
      "extension-apiserver-authentication-reader",
    ],
    [
      "a token of an account that is not there",
      "test/lib/order/references/references.test.ts",
      "the account of a token",
    ],
    [
      "a node that is not there",
      `${rules}scheduling.test.ts`,
      "by nodeName, which the cluster does not have",
    ],
  ],
  "one resource, two takers": [
    [
      "one Secret of two Certificates",
      `${rules}ownership.test.ts`,
      "a Secret that two controllers make",
    ],
    [
      "the ports of the distribution's Ingress",
      `${rules}host-ports.test.ts`,
      "of the Ingress controller that the distribution brings",
    ],
    [
      "an address that two ask for",
      `${rules}load-balancers.test.ts`,
      "is asked for by another Service too",
    ],
    [
      "many nodes for a folder of one",
      `${rules}access-modes.test.ts`,
      "many nodes for a folder of one",
    ],
  ],
  "what never settles": [
    ["a Job that goes by itself", `${rules}settling.test.ts`, "a Job that goes by itself"],
    [
      "all ways that were found on an API server",
      "test/e2e/settles/cases.ts",
      "Who writes back what",
    ],
  ],
  "data of machines and clusters": [
    ["machine git_server", `${rules}site-names.test.ts`, "git_server"],
    ["memory 8G of a virtual machine", `${rules}hosts.test.ts`, 'memory "8G"'],
    ["1.5 CPUs of a virtual machine", `${rules}hosts.test.ts`, "1.5 CPUs"],
    ["taint effect NoSchedul", `${scripts}types/mistakes.ts`, "NoSchedul"],
    ["podSecurity restrictd", `${rules}pod-security.test.ts`, "restrictd"],
    [
      "Argo CD without the Secret of its Redis",
      `${scripts}bootstrap/bootstrap-secrets.test.ts`,
      "argocd-redis",
    ],
    [
      "nodes without the label of Longhorn's disks",
      "test/charts/longhorn.test.ts",
      "runs one of each helper on one node with a disk",
    ],
    [
      "a component of one architecture on two",
      "test/lib/build/architecture.test.ts",
      "is kept on its nodes where there are others, in its objects and in its chart",
    ],
    ["a hub that the fleet does not have", `${rules}fleet.test.ts`, "a hub that is no cluster"],
    [
      "pods inside the site's network",
      `${rules}addresses.test.ts`,
      "pod CIDR 10.0.0.0/16 overlaps network lan",
    ],
    ["a distribution in quotes", `${rules}declarations.test.ts`, "write it without quotes"],
    [
      "a /16 beside its VLANs",
      `${rules}networks.test.ts`,
      "leave out 10.0.0.0/24 where it only sums up",
    ],
    ["Longhorn's instance-manager", "test/charts/capacity.test.ts", "instance-manager"],
    ["a GPU that no node has", `${rules}devices.test.ts`, "no node has"],
  ],
  text: [
    ["half an emoji", `${rules}poison.test.ts`, "half an emoji"],
    [
      "a clone with core.autocrlf",
      "test/faults.test.ts",
      "has the same bytes in a clone that would have others",
    ],
  ],
  "false alarms": [
    [
      "a ConfigMap of 1 MiB, as the server counts",
      `${rules}poison.test.ts`,
      "what the API server still takes",
    ],
    ["names of keys", "test/lib/check/support/credential-corpus.ts", "existingSecretKey"],
    ["ALLOW_EMPTY_PASSWORD", "test/lib/check/support/credential-corpus.ts", "ALLOW_EMPTY_PASSWORD"],
    ["a Secret whose values are empty", `${rules}secrets.test.ts`, "a Secret that holds nothing"],
  ],
  "real charts": [
    [
      "a subchart with a known name",
      `${scripts}charts-own.test.ts`,
      "opens values of a shipped chart with its name alone",
    ],
    ["one kind in two charts", `${rules}ownership.test.ts`, "the kinds of two charts"],
    [
      "a schema that stands elsewhere",
      `${scripts}import-values.test.ts`,
      "takes a schema that stands elsewhere from a subchart, and asks no network",
    ],
    [
      "the same, rendered",
      "test/lib/helm/render.test.ts",
      "has Helm ask no network for a schema that stands elsewhere",
    ],
    ["built-in kinds as Helm is told of them", "test/lib/helm/render.test.ts", "--api-versions"],
    ["why a chart fails", "test/lib/helm/failure.test.ts", "ends somewhere"],
    [
      "values without effect",
      `${scripts}charts-idle.test.ts`,
      "finds values that are without effect wherever they are set",
    ],
    [
      "Secrets that are others each time",
      "test/lib/helm/render.test.ts",
      "names all of a Secret that varies, and no sum of it",
    ],
  ],
  commands: [
    ["publish to another repository", `${scripts}publish.test.ts`, "unless one mirrors the other"],
    [
      "a branch that nobody syncs",
      `${scripts}publish.test.ts`,
      "says that nobody syncs the branch that it publishes",
    ],
    ["e2e on a fleet without edges", "test/e2e/fleet.test.ts", "requireEdges"],
    ["a mirror that is no URL", `${scripts}charts-faults.test.ts`, "give a URL"],
    [
      "--help of every command",
      `${scripts}options.test.ts`,
      "prints its usage for --help, with an example",
    ],
    ["programs that a fleet never uses", `${scripts}doctor.test.ts`, "is not asked for"],
    ["edges that were not judged", "test/e2e/fleet.test.ts", "2 of 2 edges held"],
  ],
};

describe.each(Object.entries(faults))("%s:", (_, all) => {
  it.each(all)("%s", (_input, file, words) => {
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, "utf8")).toContain(words);
  });
});

describe("dist/", () => {
  it("has the same bytes in a clone that would have others", () => {
    const directory = mkdtempSync(join(tmpdir(), "strata-eol-"));
    const [from, to] = [join(directory, "from"), join(directory, "to")];
    const git = (...args: readonly string[]): Buffer =>
      execFileSync("git", args, { stdio: "pipe" });
    mkdirSync(join(from, "dist"), { recursive: true });
    copyFileSync(".gitattributes", join(from, ".gitattributes"));
    writeFileSync(join(from, "dist/a.yaml"), "a: |\n  b\n");
    git("init", "--quiet", from);
    git("-C", from, "add", ".");
    const author = ["-c", "user.name=a", "-c", "user.email=a@b.example"];
    git("-C", from, ...author, "commit", "--quiet", "--message", "a");
    git("clone", "--quiet", "-c", "core.autocrlf=true", from, to);
    expect(readFileSync(join(to, "dist/a.yaml"), "utf8")).toBe("a: |\n  b\n");
    rmSync(directory, { recursive: true });
  });
});
