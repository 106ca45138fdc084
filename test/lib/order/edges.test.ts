import { describe, expect, it } from "vitest";
import { k3s } from "../../../charts/distributions/k3s.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { edgesOf } from "../../../lib/order/edges.ts";
import type { ClusterPlan } from "../../../lib/order/cluster-plan.ts";
import { certManager, cilium, externalSecrets, sealedSecrets } from "../../../charts/index.ts";
import { certManagerKinds } from "../../../charts/parts/kinds/cert-manager.ts";
import { externalSecretsKinds } from "../../../charts/parts/kinds/external-secrets.ts";
import type { Thing } from "../support/tiny.ts";
import {
  applicationOf,
  component,
  configMap,
  deployment,
  planned,
  podsOf,
  reasonsOf,
  release,
  tinyChart,
} from "../support/tiny.ts";

const ingress = (spec: object, metadata: object = {}): Thing => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", ...metadata },
  spec,
});

const claim = (spec: object): Thing => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data" },
  spec,
});

const certificate = (spec: object): Thing => ({
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "cert" },
  spec: { secretName: "cert-tls", dnsNames: ["a.house.example"], ...spec },
});

const issuers = component("issuers", {
  kinds: certManagerKinds,
  chart: release("issuers", {
    chart: tinyChart(
      "issuers",
      "cert-manager.io/Certificate",
      "cert-manager.io/ClusterIssuer",
      "cert-manager.io/Issuer",
    ),
  }),
});

const issuer: Thing = {
  apiVersion: "cert-manager.io/v1",
  kind: "ClusterIssuer",
  metadata: { name: "house" },
  spec: { selfSigned: {} },
};

/** Why component `user` needs others, beside the provider of the kinds. */
function reasons(
  user: Parameters<typeof component>[1],
  others: readonly AnyPlacement[] = [],
  more?: Parameters<typeof planned>[1],
): Record<string, string[]> {
  const plan = planned([component("user", user), ...others], more);
  expect(plan.problems).toEqual([]);
  return reasonsOf(plan, "user");
}

/** The same for one object that is needed, inside its component too. */
function edgesTo({ components, index }: ClusterPlan, title: string, name: string): string[] {
  return edgesOf(components, index)
    .filter(({ from, to }) => to.title === title && from.component.name === name)
    .map(({ from, reason }) => `${from.title}: ${reason}`);
}

describe("an edge to a Namespace", () => {
  it("comes from everything that stands in it, objects and charts", () => {
    expect(reasons({ namespace: "shop", things: [configMap("a")], chart: release("c") })).toEqual({
      namespaces: [
        'Deployment "c": it stands in Namespace "shop"',
        'ConfigMap "a": it stands in Namespace "shop"',
      ],
    });
  });

  it("comes from an object that names another namespace than its component's", () => {
    const thing = configMap("a", { namespace: "shop" });
    expect(reasons({ things: [thing] }, [component("owner", { namespace: "shop" })])).toEqual({
      namespaces: ['ConfigMap "a": it stands in Namespace "shop"'],
    });
  });

  it("does not come from what stands in a namespace that Kubernetes brings, or in none", () => {
    const clusterRole = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "a" },
      rules: [],
    };
    expect(
      reasons({ things: [configMap("a", { namespace: "kube-system" }), clusterRole] }),
    ).toEqual({});
  });
});

describe("an edge to who brings a kind", () => {
  it("leads to the definition of a chart, and to the workloads that serve it", () => {
    const definition = 'CustomResourceDefinition "clusterissuers.cert-manager.io"';
    const plan = planned([component("user", { things: [issuer] }), issuers]);
    expect(reasonsOf(plan, "user")).toEqual({
      issuers: [
        `ClusterIssuer "house": apiVersion cert-manager.io/v1: ${definition} brings the kind ClusterIssuer`,
        `ClusterIssuer "house": ${definition} is of its chart`,
      ],
    });
    const edges = [...applicationOf(plan, "user").needs.values()].flat();
    expect(edges.map(({ to, isGate }) => [to.title, isGate])).toEqual([
      [definition, true],
      ['Deployment "issuers"', true],
    ]);
  });

  it("leads to the workloads of a component that makes the kinds of its chart when it runs", () => {
    const chart = release("issuers", {
      chart: tinyChart("issuers", "cert-manager.io/ClusterIssuer"),
      atRunTime: { kinds: true },
    });
    expect(reasons({ things: [issuer] }, [component("issuers", { chart })])).toEqual({
      issuers: [
        'ClusterIssuer "house": apiVersion cert-manager.io/v1: Deployment "issuers" brings the kind ClusterIssuer',
      ],
    });
  });

  it("leads to a CustomResourceDefinition that is an object of its own", () => {
    const definition: Thing = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "teas.a.example" },
      spec: {
        group: "a.example",
        scope: "Namespaced",
        names: { kind: "Tea", plural: "teas" },
        versions: [],
      },
    };
    const tea: Thing = { apiVersion: "a.example/v1", kind: "Tea", metadata: { name: "green" } };
    expect(reasons({ things: [tea] }, [component("kinds", { things: [definition] })])).toEqual({
      kinds: [
        'Tea "green": apiVersion a.example/v1: CustomResourceDefinition "teas.a.example" brings the kind Tea',
      ],
    });
  });

  it("goes by group and kind, not by kind alone", () => {
    const other: Thing = {
      apiVersion: "other.example/v1",
      kind: "ClusterIssuer",
      metadata: { name: "a" },
    };
    expect(reasons({ things: [other] }, [issuers])).toEqual({});
  });
});

describe("an edge from an Ingress", () => {
  const controller = component("controller", {
    chart: release("controller", {
      ingressClasses: ["house"],
      services: { web: { ports: { http: 80 } } },
    }),
  });

  it("leads to the chart that makes its class", () => {
    expect(reasons({ things: [ingress({ ingressClassName: "house" })] }, [controller])).toEqual({
      controller: ['Ingress "web": spec.ingressClassName names IngressClass "house"'],
    });
  });

  it("leads to an IngressClass that is an object", () => {
    const ingressClass = {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "house" },
    };
    expect(
      reasons({ things: [ingress({ ingressClassName: "house" })] }, [
        component("classes", { things: [ingressClass] }),
      ]),
    ).toEqual({ classes: ['Ingress "web": spec.ingressClassName names IngressClass "house"'] });
  });

  it("leads to the issuers that its annotations name", () => {
    const annotations = { "cert-manager.io/cluster-issuer": "house" };
    expect(
      reasons({ things: [ingress({}, { annotations })] }, [
        issuers,
        component("authority", { things: [issuer] }),
      ]),
    ).toEqual({
      authority: [
        'Ingress "web": metadata.annotations["cert-manager.io/cluster-issuer"] names ClusterIssuer "house"',
      ],
    });
  });

  it("leads to the Services of its rules and of its default", () => {
    const backend = { service: { name: "web", port: { name: "http" } } };
    const rules = [{ host: "a", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
    expect(
      reasons({ things: [ingress({ rules, defaultBackend: backend })] }, [controller]),
    ).toEqual({
      controller: [
        'Ingress "web": spec.defaultBackend.service names Service "web"',
        'Ingress "web": spec.rules[0].http.paths[0].backend.service names Service "web"',
      ],
    });
  });

  it("leads to the Secret of its certificate, but not when the issuer makes it for the Ingress", () => {
    const tls = [{ hosts: ["a.house.example"], secretName: "cert-tls" }];
    const makers = [
      issuers,
      component("certs", { things: [certificate({ issuerRef: { name: "x" } })] }),
    ];
    expect(reasons({ things: [ingress({ tls })] }, makers)).toEqual({
      certs: [
        'Ingress "web": spec.tls[0].secretName names Secret "cert-tls" of Certificate "cert"',
      ],
    });
    const annotations = { "cert-manager.io/issuer": "elsewhere" };
    expect(reasons({ things: [ingress({ tls }, { annotations })] }, [issuers])).toEqual({});
  });
});

describe("an edge from a Certificate", () => {
  it.each([
    ["ClusterIssuer", { kind: "ClusterIssuer", name: "house" }, issuer],
    ["Issuer", { name: "house" }, { ...issuer, kind: "Issuer" }],
  ])("leads to its %s", (kind, issuerRef, thing) => {
    const others = [issuers, component("authority", { things: [thing] })];
    expect(reasons({ things: [certificate({ issuerRef })] }, others)).toMatchObject({
      authority: [`Certificate "cert": spec.issuerRef names ${kind} "house"`],
    });
  });

  it("does not lead to an Issuer of another namespace", () => {
    const thing = {
      ...issuer,
      kind: "Issuer",
      metadata: { name: "house", namespace: "kube-system" },
    };
    const others = [issuers, component("authority", { things: [thing] })];
    const found = reasons({ things: [certificate({ issuerRef: { name: "house" } })] }, others);
    expect(Object.keys(found)).toEqual(["issuers"]);
  });
});

describe("an edge from a volume claim", () => {
  const storage = component("storage", {
    provides: ["default-storage"],
    chart: release("driver", { storageClasses: { fast: "Immediate" } }),
  });

  it("leads to who makes its class", () => {
    expect(reasons({ things: [claim({ storageClassName: "fast" })] }, [storage])).toEqual({
      storage: ['PersistentVolumeClaim "data": spec.storageClassName names StorageClass "fast"'],
    });
  });

  it("leads to who provides the default class when it names none", () => {
    expect(reasons({ things: [claim({})] }, [storage])).toEqual({
      storage: ['PersistentVolumeClaim "data": its claim names no StorageClass (default-storage)'],
    });
  });

  it("leads nowhere when it asks for no class at all", () => {
    expect(reasons({ things: [claim({ storageClassName: "" })] }, [storage])).toEqual({});
  });

  it("leads to the preferred provider where there are two", () => {
    const second = component("second", { provides: ["default-storage"], chart: release("second") });
    const prefer = { "default-storage": "second" };
    expect(Object.keys(reasons({ things: [claim({})] }, [storage, second], { prefer }))).toEqual([
      "second",
    ]);
    expect(Object.keys(reasons({ things: [claim({})] }, [storage, second]))).toEqual(["storage"]);
  });

  it("starts at a volume that lives as long as its pod too", () => {
    const volumes = [{ name: "a", ephemeral: { volumeClaimTemplate: { spec: {} } } }];
    const spec = podsOf("db", { volumes });
    const things = [{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "db" }, spec }];
    expect(reasons({ things }, [storage])).toEqual({
      storage: ['Deployment "db": its claim names no StorageClass (default-storage)'],
    });
  });

  it("starts at the claim templates of a StatefulSet too", () => {
    const spec = {
      ...podsOf("db"),
      serviceName: "db",
      volumeClaimTemplates: [
        { metadata: { name: "a" }, spec: { storageClassName: "fast" } },
        { metadata: { name: "b" }, spec: {} },
      ],
    };
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "db" },
      spec: { ports: [{ port: 1 }] },
    };
    const things = [{ apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "db" }, spec }];
    expect(reasons({ things }, [storage, component("services", { things: [service] })])).toEqual({
      services: ['StatefulSet "db": spec.serviceName names Service "db"'],
      storage: [
        'StatefulSet "db": spec.volumeClaimTemplates[0].spec.storageClassName names StorageClass "fast"',
        'StatefulSet "db": its claim names no StorageClass (default-storage)',
      ],
    });
  });
});

describe("an edge to what makes a Secret", () => {
  const pods = {
    containers: [
      { name: "a", image: "a.example/b:1", envFrom: [{ secretRef: { name: "login" } }] },
    ],
  };
  const named =
    'Deployment "web": spec.template.spec.containers[0].envFrom[0].secretRef.name names Secret "login"';

  it("leads to an ExternalSecret, under the name of its target", () => {
    const operator = component("operator", {
      kinds: externalSecretsKinds,
      chart: release("operator", {
        chart: tinyChart("operator", "external-secrets.io/ExternalSecret"),
      }),
    });
    const external = {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: "any" },
      spec: { target: { name: "login" }, data: [] },
    };
    expect(
      reasons({ things: [deployment("web", pods)] }, [
        operator,
        component("made", { things: [external] }),
      ]),
    ).toEqual({ made: [`${named} of ExternalSecret "any"`] });
  });

  it("leads to a SealedSecret", () => {
    const controller = component("controller", {
      kinds: sealedSecrets().definition.kinds,
      chart: release("controller", { chart: tinyChart("controller", "bitnami.com/SealedSecret") }),
    });
    const sealed = {
      apiVersion: "bitnami.com/v1alpha1",
      kind: "SealedSecret",
      metadata: { name: "login" },
      spec: { encryptedData: { a: "b" } },
    };
    expect(
      reasons({ things: [deployment("web", pods)] }, [
        controller,
        component("made", { things: [sealed] }),
      ]),
    ).toEqual({ made: [`${named} of SealedSecret "login"`] });
  });

  it("leads to a Certificate", () => {
    const made = component("made", {
      things: [certificate({ secretName: "login", issuerRef: { name: "x" } })],
    });
    expect(reasons({ things: [deployment("web", pods)] }, [issuers, made])).toEqual({
      made: [`${named} of Certificate "cert"`],
    });
  });

  it("leads to an Ingress that an issuer signs for", () => {
    const annotations = { "cert-manager.io/cluster-issuer": "house" };
    const tls = [{ hosts: ["a"], secretName: "login" }];
    const made = component("made", { things: [ingress({ tls }, { annotations })] });
    expect(reasons({ things: [deployment("web", pods)] }, [issuers, made])).toEqual({
      made: [`${named} of Ingress "web"`],
    });
  });

  it("leads to a chart that makes it", () => {
    const made = component("made", {
      chart: release("maker", { secrets: { login: ["a"] } }),
    });
    expect(reasons({ things: [deployment("web", pods)] }, [made])).toEqual({
      made: [named],
    });
  });

  it("starts at the chart whose values name it, unless an object of the component names it", () => {
    const store = externalSecrets({ vault: "https://vault.house.example" });
    const login = { name: "login", keys: ["password"] };
    const plan = planned([
      store,
      component("values", { chart: release("app"), secrets: [login] }),
      component("object", {
        namespace: "kube-system",
        chart: release("other"),
        things: [deployment("web", pods)],
        secrets: [login],
      }),
    ]);
    const starts = (name: string): string[] =>
      plan.index.items
        .filter(
          ({ component: { name: own }, manifest }) =>
            own === name && manifest?.kind === "ExternalSecret",
        )
        .flatMap((made) => edgesTo(plan, made.title, name));
    expect(starts("values")).toEqual(['Deployment "app": its values name Secret "login"']);
    expect(starts("object")).toEqual([`${named} of ExternalSecret "login"`]);
  });

  it("does not start at a chart that finds it by its label whenever it comes", () => {
    const store = externalSecrets({ vault: "https://vault.house.example" });
    const secrets = [{ name: "login", keys: ["password"], foundByLabel: true as const }];
    const plan = planned([store, component("values", { chart: release("app"), secrets })]);
    expect(edgesTo(plan, 'ExternalSecret "login"', "values")).toEqual([]);
  });
});

describe("an edge from a LoadBalancer Service", () => {
  const service = (type: string): Thing => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { type, ports: [{ port: 80 }] },
  });
  const pool = configMap("pool");
  const balancer = component("balancer", {
    provides: ["load-balancer"],
    chart: release("balancer"),
    things: [pool],
    carrier: "pool",
  });

  it("leads to the object that carries the capability", () => {
    const plan = planned([component("user", { things: [service("LoadBalancer")] }), balancer]);
    expect(reasonsOf(plan, "user")).toEqual({
      balancer: ['Service "web": spec.type LoadBalancer waits for an address (load-balancer)'],
    });
    const target = plan.applications
      .find(({ name }) => name === "user")!
      .needs.values()
      .next().value![0]!.to;
    expect(target.title).toBe('ConfigMap "pool"');
  });

  it("does not start at a Service of another type, and needs nobody where the distribution serves it", () => {
    expect(reasons({ things: [service("ClusterIP")] }, [balancer])).toEqual({});
    const kubernetes = {
      distribution: k3s,
      version: "v1.36.2+k3s1",
      bundled: ["servicelb"],
    } as const;
    expect(reasons({ things: [service("LoadBalancer")] }, [], { kubernetes })).toEqual({});
  });
});

describe("an edge to a policy", () => {
  const policy = (
    kind: "NetworkPolicy" | "ResourceQuota" | "LimitRange",
    spec: object,
    namespace = "default",
  ): Thing => ({
    apiVersion: kind === "NetworkPolicy" ? "networking.k8s.io/v1" : "v1",
    kind,
    metadata: { name: "rule", namespace },
    spec,
  });
  const web = deployment("web");

  it("comes from the pods of a chart that it selects", () => {
    const rules = component("rules", {
      things: [policy("NetworkPolicy", { podSelector: { matchLabels: { app: "c" } } })],
    });
    expect(reasons({ things: [web], chart: release("c") }, [rules])).toEqual({
      rules: ['Deployment "c": NetworkPolicy "rule" applies to its pods'],
    });
  });

  it("comes from the pods that it selects", () => {
    const rules = component("rules", {
      things: [policy("NetworkPolicy", { podSelector: { matchLabels: { app: "web" } } })],
    });
    expect(reasons({ things: [web, deployment("other")] }, [rules])).toEqual({
      rules: ['Deployment "web": NetworkPolicy "rule" applies to its pods'],
    });
  });

  it.each(["NetworkPolicy", "ResourceQuota", "LimitRange"] as const)(
    "comes from all pods of its namespace for a %s without a selector",
    (kind) => {
      const rules = component("rules", { things: [policy(kind, { podSelector: {} })] });
      expect(reasons({ things: [web], chart: release("c") }, [rules])).toEqual({
        rules: [
          `Deployment "c": ${kind} "rule" applies to its pods`,
          `Deployment "web": ${kind} "rule" applies to its pods`,
        ],
      });
    },
  );

  it("comes from the pods that a CiliumNetworkPolicy selects", () => {
    const network = component("network", {
      kinds: cilium().definition.kinds,
      chart: release("cilium", {
        chart: tinyChart("cilium", "cilium.io/CiliumNetworkPolicy"),
        pods: [],
      }),
    });
    const thing = {
      apiVersion: "cilium.io/v2",
      kind: "CiliumNetworkPolicy",
      metadata: { name: "rule" },
      spec: { endpointSelector: { matchLabels: { "k8s:app": "web" } } },
    };
    expect(
      reasons({ things: [web, deployment("other")] }, [
        network,
        component("rules", { things: [thing] }),
      ]),
    ).toEqual({ rules: ['Deployment "web": CiliumNetworkPolicy "rule" applies to its pods'] });
  });

  it("does not come from pods of another namespace or on the network of the host, or with other labels, a chart's neither", () => {
    const elsewhere = component("elsewhere", {
      things: [policy("NetworkPolicy", {}, "kube-system")],
    });
    const chosen = component("chosen", {
      things: [policy("NetworkPolicy", { podSelector: { matchLabels: { app: "host" } } })],
    });
    const host = deployment("host", { hostNetwork: true });
    expect(reasons({ things: [web, host], chart: release("c") }, [elsewhere, chosen])).toEqual({});
  });
});

describe("an edge from RBAC", () => {
  const binding = (roleRef: object, subjects: object[], kind = "RoleBinding"): Thing => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: "b" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", ...roleRef },
    subjects,
  });
  const role = (kind: string): Thing => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: "r" },
    rules: [],
  });
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } };

  it.each([
    ["RoleBinding", "Role"],
    ["RoleBinding", "ClusterRole"],
    ["ClusterRoleBinding", "ClusterRole"],
  ])("leads from a %s to its %s and to its ServiceAccounts", (kind, roleKind) => {
    const subjects = [
      { kind: "User", name: "robot" },
      { kind: "ServiceAccount", name: "robot", namespace: "default" },
    ];
    const others = [
      component("roles", { things: [role(roleKind)] }),
      component("accounts", { things: [account] }),
    ];
    expect(
      reasons({ things: [binding({ kind: roleKind, name: "r" }, subjects, kind)] }, others),
    ).toEqual({
      accounts: [`${kind} "b": subjects[1] names ServiceAccount "robot"`],
      roles: [`${kind} "b": roleRef names ${roleKind} "r"`],
    });
  });

  it.each(["cluster-admin", "view", "system:auth-delegator"])(
    "does not wait for the ClusterRole %s",
    (name) => {
      const built = { ...role("ClusterRole"), metadata: { name } };
      const others = [component("roles", { things: [built] })];
      expect(reasons({ things: [binding({ kind: "ClusterRole", name }, [])] }, others)).toEqual({});
    },
  );
});

describe("an edge to the network", () => {
  const network = component("network", {
    provides: ["cni"],
    namespace: "kube-system",
    chart: release("network"),
  });

  it("comes from pods, a chart's and a workload's, unless they use the host's network", () => {
    const things = [deployment("web"), deployment("host", { hostNetwork: true }), configMap("a")];
    expect(reasons({ things, chart: release("c") }, [network])).toEqual({
      network: [
        'Deployment "c": its pods need a network (cni)',
        'Deployment "web": its pods need a network (cni)',
      ],
    });
  });

  it("does not come from a chart without pods", () => {
    expect(reasons({ chart: release("c", { pods: [] }) }, [network])).toEqual({});
  });
});

describe("an edge from a declaration", () => {
  const kinds = component("kinds", {
    provides: ["monitoring-crds"],
    chart: release("kinds", {
      chart: tinyChart("kinds", "monitoring.coreos.com/ServiceMonitor"),
      pods: [],
    }),
  });

  it("starts at the workloads of the component, with the component's reason", () => {
    const parts = {
      chart: release("c"),
      things: [configMap("a")],
      needs: { "monitoring-crds": "it has monitors" },
    };
    expect(reasons(parts, [kinds])).toEqual({
      kinds: ['Deployment "c": it has monitors (monitoring-crds)'],
    });
  });

  it("starts at every object of a component without workloads", () => {
    const parts = {
      things: [configMap("a"), configMap("b")],
      needs: { "monitoring-crds": "it has monitors" },
    };
    expect(reasons(parts, [kinds])).toEqual({
      kinds: [
        'ConfigMap "a": it has monitors (monitoring-crds)',
        'ConfigMap "b": it has monitors (monitoring-crds)',
      ],
    });
  });

  it("exists for a capability that is only used where the cluster has it", () => {
    const parts = { chart: release("c"), uses: { "monitoring-crds": "it can have a monitor" } };
    expect(reasons(parts, [kinds])).toEqual({
      kinds: ['Deployment "c": it can have a monitor (monitoring-crds)'],
    });
    expect(reasons(parts)).toEqual({});
  });

  it.each(["ingress", "certificate-issuer", "secret-store"] as const)(
    "does not exist for %s, which objects name themselves",
    (capability) => {
      const provider = component("provider", {
        provides: [capability],
        chart: release("provider"),
      });
      expect(reasons({ chart: release("c"), needs: { [capability]: "why" } }, [provider])).toEqual(
        {},
      );
    },
  );

  it("never leads to the component itself", () => {
    const parts = { chart: release("c"), provides: ["logs"], needs: { logs: "its own" } } as const;
    expect(reasons(parts)).toEqual({});
  });
});

describe("an edge to what pods name", () => {
  it("leads to ConfigMaps, claims, accounts and classes of priority", () => {
    const pods = {
      serviceAccountName: "robot",
      priorityClassName: "high",
      volumes: [
        { name: "a", configMap: { name: "settings" } },
        { name: "b", persistentVolumeClaim: { claimName: "data" } },
        { name: "c", projected: { sources: [{ configMap: { name: "more" } }] } },
      ],
    };
    const others = [
      component("settings", { things: [configMap("settings"), configMap("more")] }),
      component("claims", { things: [claim({ storageClassName: "" })] }),
      component("accounts", {
        things: [{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } }],
      }),
      component("classes", {
        things: [
          {
            apiVersion: "scheduling.k8s.io/v1",
            kind: "PriorityClass",
            metadata: { name: "high" },
            value: 1,
          },
        ],
      }),
    ];
    const at = 'Deployment "web": spec.template.spec';
    expect(reasons({ things: [deployment("web", pods)] }, others)).toEqual({
      accounts: [`${at}.serviceAccountName names ServiceAccount "robot"`],
      claims: [
        `${at}.volumes[1].persistentVolumeClaim.claimName names PersistentVolumeClaim "data"`,
      ],
      classes: [`${at}.priorityClassName names PriorityClass "high"`],
      settings: [
        `${at}.volumes[0].configMap.name names ConfigMap "settings"`,
        `${at}.volumes[2].projected.sources[0].configMap.name names ConfigMap "more"`,
      ],
    });
  });
});

describe("an edge from an issuer", () => {
  it("leads to the Secret that it reads in the namespace of its controller", () => {
    const plan = planned([
      certManager({ authority: "letsencrypt" }),
      externalSecrets({ vault: "https://vault.house.example" }),
    ]);
    expect(edgesTo(plan, 'ExternalSecret "cloudflare-api-token"', "cert-manager")).toEqual([
      'ClusterIssuer "letsencrypt-staging": spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef names Secret "cloudflare-api-token" of ExternalSecret "cloudflare-api-token"',
      'ClusterIssuer "letsencrypt-production": spec.acme.solvers[0].dns01.cloudflare.apiTokenSecretRef names Secret "cloudflare-api-token" of ExternalSecret "cloudflare-api-token"',
    ]);
  });
});

describe("an edge to what comes at run time", () => {
  const operator = component("operator", {
    atRunTime: {
      secrets: { login: ["a"] },
      services: { web: { ports: { http: 80 } } },
      serviceAccounts: ["robot"],
      configMaps: ["settings"],
      priorityClasses: ["high"],
      storageClasses: { fast: "Immediate" },
    },
    things: [configMap("plain"), deployment("operator")],
  });

  it("leads to the workloads that make it", () => {
    const pods = {
      serviceAccountName: "robot",
      priorityClassName: "high",
      volumes: [
        { name: "a", configMap: { name: "settings" } },
        { name: "b", secret: { secretName: "login" } },
      ],
    };
    const things = [deployment("web", pods), claim({ storageClassName: "fast" })];
    const of = 'of Deployment "operator"';
    const at = 'Deployment "web": spec.template.spec';
    expect(reasons({ things }, [operator])).toEqual({
      operator: [
        `${at}.serviceAccountName names ServiceAccount "robot" ${of}`,
        `${at}.priorityClassName names PriorityClass "high" ${of}`,
        `${at}.volumes[0].configMap.name names ConfigMap "settings" ${of}`,
        `${at}.volumes[1].secret.secretName names Secret "login" ${of}`,
        `PersistentVolumeClaim "data": spec.storageClassName names StorageClass "fast" ${of}`,
      ],
    });
  });

  it("leads to an object of that name where there is one", () => {
    const things = [deployment("web", { volumes: [{ name: "a", configMap: { name: "plain" } }] })];
    expect(reasons({ things }, [operator])).toEqual({
      operator: [
        'Deployment "web": spec.template.spec.volumes[0].configMap.name names ConfigMap "plain"',
      ],
    });
  });
});
