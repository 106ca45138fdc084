import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { agentNode, echoAddress } from "./house.ts";
import type { Pods, Proof } from "./pods.ts";

/** What of each form has to hold as soon as all is Healthy, and again after each change. */
export function always(pods: Pods): readonly Proof[] {
  return [...webProofs(pods), ...restrictedProofs(pods), ...dataProofs(pods), ...outerProofs(pods)];
}

function webProofs(pods: Pods): Proof[] {
  const get = (address: string) => () => pods.shell("web", `probe get ${address}`);
  return [
    {
      what: "nodes of web's pods",
      async found() {
        const all = await pods.of("web", "web");
        return all
          .map(({ spec }) => spec.nodeName as string)
          .sort()
          .join();
      },
      wanted: "home-1,home-2",
    },
    { what: "the page by the Service's name", found: get("http://web/"), wanted: "the page" },
    {
      what: "what the init container wrote, from the sidecar",
      found: get("http://web.web.svc.cluster.local:8081/"),
      wanted: "written",
    },
    {
      what: "a variable that names a later one",
      found: () => pods.shell("web", 'echo "$GREETING"'),
      wanted: "hello house",
    },
    {
      what: "variables of other Services",
      found: () => pods.shell("web", "env | grep ^WEB_ | wc -l"),
      wanted: "0",
    },
  ];
}

/** The level `restricted`, in its container and at the door. */
function restrictedProofs(pods: Pods): Proof[] {
  const status = (field: string) => () =>
    pods.shell("web", `grep "^${field}:" /proc/1/status | cut -f2`);
  return [
    {
      what: "a write to /",
      found: () => pods.shell("web", "touch /file"),
      wanted: /Read-only file system/,
    },
    {
      what: "a write to /tmp",
      found: () => pods.shell("web", "echo kept >/tmp/file; cat /tmp/file"),
      wanted: "kept",
    },
    { what: "its user", found: () => pods.shell("web", "id -u"), wanted: "10001" },
    { what: "its groups", found: () => pods.shell("web", "id -G"), wanted: /\b4000\b/ },
    { what: "its capabilities", found: status("CapEff"), wanted: /^0+$/ },
    { what: "no new privileges", found: status("NoNewPrivs"), wanted: "1" },
    { what: "its filter of system calls", found: status("Seccomp"), wanted: "2" },
    {
      what: "a privileged pod beside it",
      async found() {
        const container = { name: "a", image: "a:1", securityContext: { privileged: true } };
        const pod = {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "privileged" },
          spec: { containers: [container] },
        };
        const answer = await pods.kube.ask("POST", "/api/v1/namespaces/web/pods", pod);
        return `${answer.status} ${answer.message}`;
      },
      wanted: /^403 .*violates PodSecurity "restricted/,
    },
  ];
}

function dataProofs(pods: Pods): Proof[] {
  return [
    {
      what: "names of members in each one's file",
      async found() {
        const index = [0, 1];
        const read = index.map((i) =>
          pods.shell("members", "sort -u /data/index.html", { index: i }),
        );
        return (await Promise.all(read)).join();
      },
      wanted: "members-0,members-1",
    },
    {
      what: "the database by its name, with its password",
      found: () => ask(pods, "ping"),
      wanted: "PONG",
    },
    {
      what: "its address with the password",
      found: () => pods.shell("client", 'echo "$REDIS_URL"', { namespace: "cache" }),
      wanted: /^redis:\/\/:[0-9a-f]{16}@cache:6379$/,
    },
    {
      what: "the database without its password",
      found: () => pods.shell("client", 'valkey-cli -h "$REDIS_HOST" ping', { namespace: "cache" }),
      wanted: /NOAUTH/,
    },
  ];
}

/** From the network of the house. */
function outerProofs(pods: Pods): Proof[] {
  return [
    { what: "TCP at a fixed address", found: () => overTcp("hello"), wanted: "hello" },
    { what: "UDP at the same", found: () => overUdp("hello"), wanted: "hello" },
    {
      what: "a pod on its node's network",
      found: async () => (await fetch(`http://${agentNode.address}:9100/`)).text(),
      wanted: "the node\n",
    },
    {
      what: "the job",
      async found() {
        const [found] = await pods.kube.list(
          "/apis/batch/v1/namespaces/chores/jobs?labelSelector=app.kubernetes.io/name=once",
        );
        return String(found?.["status"]?.succeeded);
      },
      wanted: "1",
    },
  ];
}

const echoPort = 7000;
const patienceMilliseconds = 5000;

async function overTcp(text: string): Promise<string> {
  const socket = connect(echoPort, echoAddress);
  const signal = AbortSignal.timeout(patienceMilliseconds);
  try {
    await once(socket, "connect", { signal });
    socket.write(text);
    return String((await once(socket, "data", { signal }))[0]);
  } catch (error) {
    return (error as Error).message;
  } finally {
    socket.destroy();
  }
}

async function overUdp(text: string): Promise<string> {
  const socket = createSocket("udp4");
  const signal = AbortSignal.timeout(patienceMilliseconds);
  try {
    socket.send(text, echoPort, echoAddress);
    return String((await once(socket, "message", { signal }))[0]);
  } catch (error) {
    return (error as Error).message;
  } finally {
    socket.close();
  }
}

/** A command of the database's language, by what its client is given. */
export function ask(pods: Pods, command: string): Promise<string> {
  const client = 'REDISCLI_AUTH="$REDIS_PASSWORD" valkey-cli -h "$REDIS_HOST" -p "$REDIS_PORT"';
  return pods.shell("client", `${client} ${command}`, { namespace: "cache" });
}
