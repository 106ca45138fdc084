import { write } from "../../../lib/emit/write.ts";
import { alternatingTrees } from "./trees.ts";

// Writes two trees by turns into the directory of its argument until it is killed, or until nobody can want it any more.
const directory = process.argv[2]!;
const { A, B } = alternatingTrees();
for (const end = Date.now() + 60_000; Date.now() < end;) {
  await write(directory, B);
  process.stdout.write("B");
  await write(directory, A);
  process.stdout.write("A");
}
