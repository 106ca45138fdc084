/** An entry of a lock. */
export function lockEntry(name: string, version: string): string {
  return `- name: ${name}\n  repository: https://charts.example.org\n  version: ${version}\n`;
}
