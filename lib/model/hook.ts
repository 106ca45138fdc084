/** `object`: an object like any other. A phase: a hook of Argo CD. `drop`: left out. */
export type HookDecision = "object" | "PreSync" | "Sync" | "PostSync" | "drop";
