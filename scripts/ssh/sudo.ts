import type { FleetError } from "../../lib/problem.ts";
import { failure } from "../tell/failure.ts";
import type { Machine } from "./machine.ts";

/** What sudo says when it runs nothing (sudo 1.9, sudo-rs). */
const refusal =
  /^(?:sudo: (?:a password is required|interactive authentication is required|a terminal is required.*|sorry, you must have a tty.*)|\S+ is not in the sudoers file.*|Sorry, user \S+ (?:is not allowed to execute|may not run sudo).*)$/m;

const absence = /^\S*sh: (?:line )?\S*:? ?sudo: (?:command )?not found$/m;

/** Why a user other than root cannot work on the machine; nothing when the words are those of the command there. */
export function sudoFailure(
  { name, address, user }: Machine,
  said: string,
): FleetError | undefined {
  if (user === "root") return undefined;
  if (absence.test(said)) {
    const message = `has no sudo at ${address}, which ${user} needs; install it there as root, or say ssh: { user: "root" } in clusters/site.ts`;
    return failure(name, message);
  }
  const [words] = refusal.exec(said) ?? [];
  if (!words) return undefined;
  const rule = `${user} ALL=(ALL) NOPASSWD: ALL`;
  const message = `does not let ${user} work as root at ${address} without a password (${words}); run there, as root: echo "${rule}" > /etc/sudoers.d/${user}`;
  return failure(name, message);
}
