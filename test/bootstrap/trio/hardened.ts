import assert from "node:assert/strict";
import { until } from "../../e2e/wait.ts";
import { sudoRule } from "../hosts/provision.ts";
import { configFile } from "../../../scripts/node/k3s-config.ts";
import type { TrioHouse } from "./house.ts";
import { done } from "./house.ts";
import { refuse } from "./refuse.ts";

/** Nothing is done by a user whom sudo asks for a password. */
export async function withoutSudo(house: TrioHouse): Promise<void> {
  const rule = `/${sudoRule}`;
  await done(house.machine(1), ["mv", rule, "/root/"]);
  await refuse(
    house,
    ["join", "trio-1"],
    /^trio-1: does not let admin work as root at 192\.168\.1\.91 without a password \(sudo: a password is required\); run there, as root: echo "admin ALL=\(ALL\) NOPASSWD: ALL" > \/etc\/sudoers\.d\/admin\n/,
  );
  await done(house.machine(1), ["mv", "/root/operator", rule]);
}

const serverFolder = "/var/lib/rancher/k3s/server";

/** Files, the kernel and the API server are as the benchmark asks. */
export async function hardened(house: TrioHouse): Promise<void> {
  const machine = house.machine(1);
  const asAdmin = await machine.execute(["runuser", "-u", "admin", "--", "cat", configFile]);
  assert.match(asAdmin.error, /Permission denied/);
  const stat = ["stat", "-c", "%a %U %n"];
  const files = ["admission.yaml", "audit.yaml", "logs"].map((name) => `${serverFolder}/${name}`);
  const { out } = await machine.execute([...stat, configFile, ...files]);
  assert.deepEqual(out.trim().split("\n"), [
    `600 root ${configFile}`,
    `600 root ${files[0]}`,
    `600 root ${files[1]}`,
    `700 root ${files[2]}`,
  ]);
  const kernel = await machine.execute(["cat", "/etc/sysctl.d/90-strata.conf"]);
  assert.match(
    kernel.out,
    /^kernel\.panic = 10\nkernel\.panic_on_oops = 1\nvm\.overcommit_memory = 1\nvm\.panic_on_oom = 0$/m,
  );
  const account = ["k3s", "kubectl", "get", "serviceaccount", "default"];
  await until("the account of pods", async () => (await machine.execute(account)).code === 0, 60);
  // The API server itself goes by them.
  const pod = ["k3s", "kubectl", "run", "a", "--image=a", "--privileged"];
  const privileged = await machine.execute(pod);
  assert.match(privileged.error, /violates PodSecurity "restricted:latest"/);
  const audit = await machine.execute(["head", "-n", "1", `${serverFolder}/logs/audit.log`]);
  assert.match(audit.out, /"kind":"Event".*"level":"Metadata"/);
}

/** The kubelet does not start beside another value, which the next join sets right and a reboot keeps so. */
export async function wrongKernel(house: TrioHouse): Promise<void> {
  const machine = house.machine(4);
  const unit = "k3s-agent";
  const refusal = /invalid kernel flag: vm\/panic_on_oom, expected value: 0, actual value: 1/;
  await done(machine, ["sysctl", "vm.panic_on_oom=1"]);
  await done(machine, ["systemctl", "--no-block", "restart", unit]);
  await until("the kubelet's refusal", () => refusal.test(machine.journal()), 60);
  await house.work.must("node", "join", "trio-4");
  machine.switchOff();
  await machine.switchOn();
  await until(
    "a node after its reboot",
    async () => (await machine.execute(["systemctl", "is-active", unit])).code === 0,
    60,
  );
  assert.equal((await machine.execute(["sysctl", "--values", "vm.panic_on_oom"])).out, "0\n");
}
