/**
 * What a change may do though the gate of its review refuses it: an object to the reason, which the review shows. In a
 * placement an object is `<Kind>/<name>`, in a cluster `<Kind>/<namespace>/<name>`, and `<Kind>/<name>` where it stands
 * in no namespace. An entry is of no use, and told to be, when its object is gone.
 */
export interface Allowances {
  /** It may go, and the data with it. */
  readonly delete?: Readonly<Record<string, string>>;
  /** It may change in a way that no sync gets past: somebody deletes it by hand, so that it is made anew. */
  readonly replace?: Readonly<Record<string, string>>;
}

/** An allowance as the review reads it. */
export interface Allowance {
  readonly to: keyof Allowances;
  readonly kind: string;
  /** Empty where the object stands in none. */
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}

/** Those of a placement, where a namespace is given, or of a cluster. */
export function allowancesOf(
  allowances: Allowances | undefined,
  namespace: string | undefined,
): Allowance[] {
  return (["delete", "replace"] as const).flatMap((to) =>
    Object.entries(allowances?.[to] ?? {}).map(([object, reason]) => {
      const parts = object.split("/");
      const [kind = "", inside = "", name = ""] =
        parts.length === 3 ? parts : [parts[0], namespace ?? "", parts[1]];
      return { to, kind, namespace: inside, name, reason };
    }),
  );
}

const shapes = {
  placement: { is: /^[^/]+\/[^/]+$/, like: "PersistentVolumeClaim/data" },
  cluster: { is: /^[^/]+(?:\/[^/]+){1,2}$/, like: "PersistentVolumeClaim/shop/data" },
} as const;

/** What no type knows of them: a name that names an object, and a reason. */
export function allowanceIssues(
  allowances: Allowances | undefined,
  of: keyof typeof shapes,
): { readonly path: string; readonly message: string }[] {
  const { is, like } = shapes[of];
  return Object.entries(allowances ?? {}).flatMap(([to, objects]) =>
    typeof objects !== "object" || objects === null
      ? []
      : Object.entries(objects).flatMap(([object, reason]) => {
          const path = `allow.${to}["${object}"]`;
          if (!is.test(object)) return { path, message: `names no object; write it as "${like}"` };
          return reason === "" ? { path, message: "is empty; write the reason" } : [];
        }),
  );
}
