import type { Ended } from "../scenarios/workspace.ts";
import { requireCode } from "../scenarios/workspace.ts";
import type { Fault } from "./fault.ts";

let otherOperator: Promise<Ended> | undefined;

/** The second is told of the first, who goes on. */
export const twoOperators: Fault = {
  name: "two operators at once",
  command: ["bootstrap", "solo"],
  async arrange({ work }) {
    await new Promise<void>((resolve, reject) => {
      const options = { onLine: () => resolve() };
      // Its first step begins when it has the locks.
      otherOperator = work.run("bootstrap", ["solo", "--json"], options);
      otherOperator.then(({ error }) => reject(new Error(error)), reject);
    });
  },
  says: /^(solo-\d: is in use by "bootstrap solo, started by \S+ on \S+ at \S+Z"; wait until that has ended, or end it there\n){3}$/,
  async mend() {
    requireCode(0, await otherOperator!, "the first of two operators");
  },
  async unharmed() {},
};
