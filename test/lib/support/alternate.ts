import { write } from "../../../lib/write.ts";
import { alternatingTrees } from "./trees.ts";

// Writes two trees by turns into the directory of its argument until it is killed.
const directory = process.argv[2]!;
const { A, B } = alternatingTrees();
for (;;) {
  await write(directory, B);
  process.stdout.write("B");
  await write(directory, A);
  process.stdout.write("A");
}
