/** What Proxmox's programs refuse, in their words; they end with 255 then. */
export class Refusal extends Error {}

/** A parameter whose value the schema does not allow. */
export function badParameter(name: string, message: string): Refusal {
  return new Refusal(`400 Parameter verification failed.\n${name}: ${message}`);
}

/** Runs a program of Proxmox to its end. */
export async function endWith(run: () => Promise<void> | void): Promise<never> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(255);
  }
  process.exit(0);
}
