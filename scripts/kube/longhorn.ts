/** Where Longhorn runs, and what it calls its driver in a cluster. */
export const longhornNamespace = "longhorn-system";
export const driver = "driver.longhorn.io";
