/**
 * The variables that a text names as `$(NAME)`, as the kubelet reads it: `$$` is a dollar, and what is no name is text.
 */
export function variablesIn(text: string): string[] {
  const found = text.matchAll(/\$(?:\$|\(([^)]*)\))/g);
  return [...found].flatMap(([, name]) =>
    name && /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) ? [name] : [],
  );
}
