import { makeKey } from "../hosts/operator.ts";
import { confirm } from "../scenarios/machines.ts";
import { join } from "node:path";
import type { Fault } from "./fault.ts";
import { data } from "./fault.ts";

const bootstrap = ["bootstrap", "solo"] as const;

/** What is found before anything is done. */
export const earlyFaults: readonly Fault[] = [
  {
    name: "a machine that is off",
    command: bootstrap,
    arrange: ({ machines }) => machines[2]!.switchOff(),
    says: /^solo-3: does not answer at 192\.168\.1\.72 port 22 \([^)]+\); check that it is on and in the network: ping 192\.168\.1\.72\n$/,
    mend: ({ machines }) => machines[2]!.switchOn(),
  },
  {
    name: "two machines without a cable, both named",
    command: bootstrap,
    arrange: ({ machines }) => machines.slice(1).forEach((machine) => machine.cutOff()),
    says: /^solo-2: does not answer at 192\.168\.1\.71 port 22 .*\nsolo-3: does not answer at 192\.168\.1\.72 port 22 .*\n$/,
    async mend({ machines }) {
      machines.slice(1).forEach((machine) => machine.reconnect());
      await Promise.all(machines.map((machine) => machine.untilSsh()));
    },
  },
  {
    name: "a wrong SSH key",
    command: ["node", "join", "solo-2"],
    arrange(_, directory) {
      const file = join(directory, "another-key");
      makeKey(file, "somebody");
      return { environment: { STRATA_SSH_KEY: file } };
    },
    says: /^solo-2: does not let root in at 192\.168\.1\.71 with the SSH keys of this computer; add your public key to ssh\.publicKeys in clusters\/site\.ts and to authorized_keys there, or name the private one in STRATA_SSH_KEY\n$/,
  },
  {
    name: "a changed host key",
    command: bootstrap,
    arrange: ({ machines }) => machines[1]!.changeHostKey(),
    says: /^solo-2: shows another SSH host key at 192\.168\.1\.71 than clusters\/known_hosts has \(SHA256:\S{43}\): it was installed anew, or somebody stands between; compare it with "ssh-keygen -lf \/etc\/ssh\/ssh_host_ed25519_key\.pub" on the machine itself, then run: npm run trust -- solo-2 --replace\n$/,
    mend: ({ work }) => confirm(work, "solo-2", "--replace"),
  },
  {
    name: "a change that is not published",
    command: bootstrap,
    async arrange({ work }) {
      work.change(data, "192.168.1.136-192.168.1.150", "192.168.1.136-192.168.1.151");
      await work.commitChange("one more address");
    },
    says: /^solo: origin lacks \d of its pins, such as pin\/solo\/\S+; run: npm run publish\n$/,
    mend: ({ work }) => work.must("publish"),
  },
  {
    name: "charts that are nowhere",
    command: bootstrap,
    arrange: () => ({ environment: { STRATA_CHARTS: "/nonexistent" } }),
    says: /^charts: (cilium|argo-cd)-\S+\.tgz is not in \/nonexistent; run "npm run charts -- pull \1"\n/,
  },
];
