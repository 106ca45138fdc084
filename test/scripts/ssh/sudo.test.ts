import { describe, expect, it } from "vitest";
import { lookWith } from "../../../scripts/ssh/machine.ts";
import { sudoFailure } from "../../../scripts/ssh/sudo.ts";

const admin = { name: "n1", address: "10.0.0.1", user: "admin" };
const toldOf = (said: string, machine = admin): string | undefined =>
  sudoFailure(machine, said)?.message.split("\n")[0];

describe("a user other than root", () => {
  it.each([
    "sudo: a password is required",
    "sudo: interactive authentication is required",
    "admin is not in the sudoers file.",
    "Sorry, user admin is not allowed to execute '/usr/bin/true' as root on n1.",
  ])("who is told %j learns what makes it right", (words) => {
    expect(toldOf(`Welcome\n${words}\n`)).toBe(
      `n1: does not let admin work as root at 10.0.0.1 without a password (${words}); run there, as root: echo "admin ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/admin`,
    );
  });

  it.each([
    "bash: line 1: sudo: command not found",
    "sh: 1: sudo: not found",
    "-sh: sudo: not found",
  ])("needs sudo: %j", (words) => {
    expect(toldOf(`${words}\n`)).toBe(
      'n1: has no sudo at 10.0.0.1, which admin needs; install it there as root, or say ssh: { user: "root" } in clusters/site.ts',
    );
  });

  it("is not kept from what a command itself says", () => {
    expect(toldOf("cat: /etc/x: No such file or directory")).toBeUndefined();
    expect(toldOf("sudo: a password is required", { ...admin, user: "root" })).toBeUndefined();
  });

  it("looks further with the same rights", () => {
    expect(lookWith(admin, "journalctl -u k3s")).toBe("ssh admin@10.0.0.1 sudo journalctl -u k3s");
    expect(lookWith(admin)).toBe("ssh admin@10.0.0.1");
    expect(lookWith({ ...admin, user: "root" }, "df")).toBe("ssh root@10.0.0.1 df");
  });
});
