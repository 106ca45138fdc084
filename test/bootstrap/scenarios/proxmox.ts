import assert from "node:assert/strict";
import { until } from "../../e2e/wait.ts";
import { isOpen } from "../hosts/host.ts";
import type { TestHosts } from "../hosts/index.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Ssh } from "./ssh.ts";
import { must, sshTo } from "./ssh.ts";

const [image, template, vmid] = ["/var/lib/vz/template/iso/debian.img", 9000, 101];

/** The stand-ins for Proxmox's programs refuse what the real ones refuse, and start machines. */
export const proxmox: Scenario = {
  name: "proxmox",
  shows:
    "virtual machines come from a template, start, keep their disks and are refused what is refused",
  async run(context: Context) {
    const { say, directory, fleet } = context;
    const house = await context.start({ clusters: [] });
    const [host = ""] = Object.keys(fleet.site.hosts);
    const node = fleet.clusters[0]!.nodes[0]!;
    const ssh = sshTo(house, directory);
    const qm = (args: string): ReturnType<Ssh> => ssh(host, `qm ${args}`);
    const refused = async (args: string, message: string): Promise<void> =>
      assert.deepEqual(await qm(args), { code: 255, out: "", error: message });

    await makeTemplate(ssh, host, house);
    await refused(
      `config 500`,
      `Configuration file 'nodes/${host}/qemu-server/500.conf' does not exist`,
    );
    await refused(`start ${template}`, "you can't start a vm if it's a template");
    await refused(
      `create ${template} --name again`,
      `unable to create VM ${template} - VM ${template} already exists on node '${host}'`,
    );
    await refused(
      `set ${template} --colour red`,
      "Unknown option: colour\n400 unable to parse option\n\nqm set <vmid> [OPTIONS]",
    );
    await refused(
      `set ${template} --name under_score`,
      "400 Parameter verification failed.\nname: invalid format - value does not look like a valid DNS name",
    );
    await refused("create 300 --scsi0 nowhere:10", "storage 'nowhere' does not exist");
    say("a template stands; what makes no sense is refused");

    await must(qm(`clone ${template} ${vmid} --name ${node.name}`));
    await must(
      qm(
        `set ${vmid} --ipconfig0 ip=${node.address}/24,gw=192.168.1.1 --scsi1 longhorn-pool:300,serial=data`,
      ),
    );
    await must(qm(`resize ${vmid} scsi0 50G`));
    await refused(`resize ${vmid} scsi0 10G`, "shrinking disks is not supported");
    assert.match(
      await must(qm(`config ${vmid}`)),
      /^scsi1: longhorn-pool:vm-101-disk-0,serial=data,size=300G$/m,
    );
    await must(qm(`start ${vmid}`));
    await refused(`start ${vmid}`, `VM ${vmid} already running`);
    await refused(`destroy ${vmid}`, `VM ${vmid} is running - destroy failed`);
    await house.host(node.name).untilSsh();
    // Its first boot installs the agent.
    await until("the agent", async () => (await qm(`guest cmd ${vmid} ping`)).code === 0, 60);
    const told = JSON.parse(
      await must(qm(`guest exec ${vmid} -- cat /etc/ssh/ssh_host_ed25519_key.pub`)),
    ) as Record<string, string>;
    assert.equal(told["out-data"]!.split(" ").slice(0, 2).join(" "), house.host(node.name).hostKey);
    const inside = sshTo(house, directory);
    assert.equal(
      await must(inside(node.name, "hostname; cloud-init status --wait")),
      `${node.name}\nstatus: done`,
    );
    say("a machine is there, and its agent tells its host key");

    await disks(inside, node.name);
    await must(qm(`snapshot ${vmid} before --description test`));
    await must(inside(node.name, "echo lost > /var/lost"));
    await must(qm(`rollback ${vmid} before`));
    await must(qm(`start ${vmid}`));
    await house.host(node.name).untilSsh();
    assert.equal((await inside(node.name, "ls /var/lost")).code, 2);
    assert.equal(await must(inside(node.name, "cat /mnt/longhorn/kept")), "kept");
    say("disks outlive restarts; a snapshot comes back");

    await must(ssh(host, `sed -i '1i lock: backup' /etc/pve/qemu-server/${vmid}.conf`));
    await refused(`set ${vmid} --memory 4096`, "VM is locked (backup)");
    await must(qm(`unlock ${vmid}`));
    const list = JSON.parse(
      await must(ssh(host, `pvesh get /nodes/${host}/qemu --output-format json`)),
    ) as { vmid: number; status: string }[];
    assert.deepEqual(
      list.map((one) => [one.vmid, one.status]),
      [
        [vmid, "running"],
        [template, "stopped"],
      ],
    );
    assert.equal(await must(ssh(host, "pvesh get /cluster/nextid --output-format json")), '"100"');
    await must(qm(`shutdown ${vmid} --timeout 30`));
    await must(qm(`destroy ${vmid} --purge`));
    assert.equal(await isOpen(node.address, 22), false);
    assert.equal(await must(ssh(host, "pvesm list longhorn-pool")), "");
  },
};

/** As the wiki of Proxmox says: import an image, add a drive for cloud-init, convert. */
async function makeTemplate(ssh: Ssh, host: string, { operator }: TestHosts): Promise<void> {
  await must(
    ssh(host, `head -c 1048576 /dev/zero > ${image}; cat > /root/key.pub`, operator.publicKey),
  );
  await must(
    ssh(
      host,
      "cat > /var/lib/vz/snippets/agent.yaml",
      "#cloud-config\npackages: [qemu-guest-agent]\n",
    ),
  );
  const options = [
    "--name template --memory 2048 --cores 2 --net0 virtio,bridge=vmbr0 --agent enabled=1",
    `--scsihw virtio-scsi-single --scsi0 local-lvm:0,import-from=${image} --boot order=scsi0`,
    "--ide2 local-lvm:cloudinit --ciuser root --sshkeys /root/key.pub",
    "--cicustom vendor=local:snippets/agent.yaml",
  ];
  await must(ssh(host, `qm create ${template} ${options.join(" ")} && qm template ${template}`));
}

async function disks(ssh: Ssh, name: string): Promise<void> {
  const device = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_data";
  assert.equal((await ssh(name, `blkid ${device}`)).code, 2);
  await must(ssh(name, `mkfs.ext4 -q ${device}`));
  const uuid = await must(ssh(name, `blkid -s UUID -o value ${device}`));
  await must(
    ssh(
      name,
      `mkdir -p /mnt/longhorn; echo "UUID=${uuid} /mnt/longhorn ext4 defaults,nofail 0 2" >> /etc/fstab; mount -a`,
    ),
  );
  await must(ssh(name, "echo kept > /mnt/longhorn/kept; sync"));
  assert.match(
    await must(ssh(name, "findmnt --noheadings --output FSTYPE,SIZE /mnt/longhorn")),
    /^ext4 +29\d.*G$/,
  );
}
