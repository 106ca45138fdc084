import assert from "node:assert/strict";
import { isOpen } from "../hosts/host.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Outcome, Ssh } from "./ssh.ts";
import { sshTo } from "./ssh.ts";

/** The test hosts keep what their interface promises. */
export const hosts: Scenario = {
  name: "hosts",
  shows: "machines of the house answer over SSH, and can be broken",
  async run(context: Context) {
    const { say, directory } = context;
    const house = await context.start({ clusters: ["edge"] });
    const names = [...house.hosts.keys()];
    say(`${names.join(", ")} answer`);
    assert.ok(names.length >= 3);
    const ssh = sshTo(house, directory);
    for (const name of names) assert.equal((await ssh(name, "hostname")).out, name);
    const [first = "", second = ""] = names;

    await ssh(first, "echo kept > /var/kept; echo gone > /run/gone; echo own > /etc/own");
    assert.equal((await ssh(second, "ls /etc/own")).code, 2);
    house.host(first).switchOff();
    assert.equal((await ssh(first, "true")).code, 255);
    await house.host(first).switchOn();
    assert.equal((await ssh(first, "cat /var/kept; ls /run/gone 2>&1")).out.split("\n")[0], "kept");
    say("a disk outlives a power cut");

    house.host(second).cutOff();
    assert.equal(await isOpen(house.host(second).address, 22), false);
    house.host(second).reconnect();
    await house.host(second).untilSsh();

    const disk = house.host(second).disk;
    disk.fill();
    const full = await ssh(second, "head -c 100000 /dev/zero > /var/lib/big");
    assert.match(full.error, /No space left on device/);
    disk.empty();
    assert.equal((await ssh(second, "head -c 100000 /dev/zero > /var/lib/big")).code, 0);

    house.host(first).changeHostKey();
    const changed = await ssh(first, "true");
    assert.equal(changed.code, 255);
    assert.match(changed.error, /REMOTE HOST IDENTIFICATION HAS CHANGED/);
    say("a full disk and a changed host key show");

    await units(ssh, second);
    say("units start, fail, restart and survive a reboot");
    await ssh(second, "reboot");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await house.host(second).untilSsh();
    assert.equal((await ssh(second, "systemctl is-active counter")).out, "active");
  },
};

/** As `systemctl` does on a machine: exit codes and words. */
async function units(ssh: Ssh, host: string): Promise<void> {
  const unit = (exec: string, more = ""): string =>
    `[Unit]\nDescription=Test\n[Service]\n${more}ExecStart=${exec}\n[Install]\nWantedBy=multi-user.target\n`;
  const put = (name: string, text: string): Promise<Outcome> =>
    ssh(host, `tee /etc/systemd/system/${name}.service >/dev/null; systemctl daemon-reload`, text);
  assert.deepEqual(await ssh(host, "systemctl start absent"), {
    code: 5,
    out: "",
    error: "Failed to start absent.service: Unit absent.service not found.",
  });
  await put(
    "counter",
    unit(`/bin/sh -c 'echo "hello from $0"; exec sleep 1000' unit`, "Restart=always\n"),
  );
  assert.equal((await ssh(host, "systemctl is-enabled counter")).out, "disabled");
  assert.match((await ssh(host, "systemctl enable --now counter")).error, /^Created symlink/);
  assert.equal((await ssh(host, "systemctl is-active counter")).out, "active");
  assert.equal(
    (await ssh(host, "journalctl -u counter -o cat -n 1")).out,
    "Started counter.service - Test.",
  );
  const pid = "systemctl show -p MainPID --value counter";
  const before = (await ssh(host, pid)).out;
  await ssh(host, `kill -9 ${before}; sleep 1`);
  assert.notEqual((await ssh(host, pid)).out, before);
  await put("broken", unit("/bin/false", "Type=notify\n"));
  const broken = await ssh(host, "systemctl start broken");
  assert.equal(broken.code, 1);
  assert.match(broken.error, /^Job for broken.service failed because the control process exited/);
  await put(
    "ready",
    unit(
      `/bin/sh -c 'sleep 1; systemd-notify --ready; sleep 1000'`,
      "Type=notify\nNotifyAccess=all\n",
    ),
  );
  assert.equal((await ssh(host, "systemctl start ready; systemctl is-active ready")).out, "active");
}
