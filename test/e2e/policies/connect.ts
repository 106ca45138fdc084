// Tries connections from where it runs: reads them as JSON, and writes for each whether it came about.
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Trial } from "./places.ts";

/** What is refused without a word is given up after this. */
const patience = 2000;
const atOnce = 200;

const trials = JSON.parse(await text(process.stdin)) as readonly Trial[];
const answers: boolean[] = [];
for (let start = 0; start < trials.length; start += atOnce)
  answers.push(...(await Promise.all(trials.slice(start, start + atOnce).map(answer))));
console.log(JSON.stringify(answers));

/** Only an echo tells: a connection that is refused by a rule and one to a closed port look the same. */
function answer({ address, port, protocol }: Trial): Promise<boolean> {
  return protocol === "TCP" ? answerTcp(address, port) : answerUdp(address, port);
}

function answerTcp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.setTimeout(patience, () => end(false));
    socket.on("error", () => end(false));
    socket.on("connect", () => socket.write("?"));
    socket.on("data", () => end(true));
  });
}

function answerUdp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const end = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(isOpen);
    };
    const timer = setTimeout(end, patience, false);
    socket.on("error", () => end(false));
    socket.on("message", () => end(true));
    socket.connect(port, host, () => socket.send("?"));
  });
}
