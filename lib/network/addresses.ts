import type { Rendered } from "../build/rendered.ts";
import { leadTo } from "./services.ts";
import type { Source, Way } from "./way.ts";
import type { Pods, World } from "./world.ts";
import { podsIn } from "./world.ts";

/** `<service>.<namespace>`, with or without what may stand behind it, and its port. */
const address =
  /(?<![\w.-])([a-z][a-z0-9-]*)\.([a-z0-9][a-z0-9-]*)(?:\.svc(?:\.[a-z0-9.-]*[a-z0-9])?)?(?::(\d{1,5}))?(?![\w.-])/g;

/** Services that the values of a chart, or the pods and files of a component, have the address of. */
export function addressWays(world: World): Way[] {
  const byName = new Set(
    [...world.services.values()].map(({ metadata: { name, namespace } }) => `${name}.${namespace}`),
  );
  if (byName.size === 0) return [];
  return world.components.flatMap((component) =>
    textsOf(world, component).flatMap(([text, pods]) =>
      namedIn(text, byName).flatMap(([name, namespace, port]) => {
        const service = world.find("", "Service", namespace, name)!;
        const from: Source = { namespaces: [component.namespace], pods };
        const reason = `${component.name} has the address of Service "${name}"`;
        return leadTo(service, port, { from, reason }).map((way) => ({
          ...way,
          component,
        }));
      }),
    ),
  );
}

type Text = readonly [text: string, pods: readonly Pods[]];

/** What its own pods read, each with the pods that do: all of them, of what a chart or a file says. */
function textsOf(world: World, component: Rendered): Text[] {
  const own = podsIn(world, component.namespace).filter((one) => one.component === component);
  const files = component.manifests
    .slice(component.made)
    .filter(({ kind }) => kind === "ConfigMap");
  const shared = [component.release?.values, ...files].filter((one) => one !== undefined);
  const written = own.filter(({ isMade }) => !isMade);
  return [
    ...shared.map((one): Text => [JSON.stringify(one), own]),
    ...written.map((pods): Text => [JSON.stringify(pods.template.spec), [pods]]),
  ];
}

type Named = readonly [name: string, namespace: string, port?: number];

function namedIn(text: string, known: ReadonlySet<string>): Named[] {
  const found = [...text.matchAll(address)]
    .filter(([, name, namespace]) => known.has(`${name}.${namespace}`))
    .map(([, name, namespace, port]): Named => [
      name!,
      namespace!,
      port === undefined ? undefined : Number(port),
    ]);
  return [...new Map(found.map((one) => [one.join(), one])).values()];
}
