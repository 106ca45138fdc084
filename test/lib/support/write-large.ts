import { write } from "../../../lib/emit/write.ts";
import { alternatingTrees, manyFiles, owned } from "./trees.ts";

// Writes a tree whose last file is larger than the limit that its caller has set.
const [directory = "", size] = process.argv.slice(2);
const files = [...alternatingTrees().B, ...(size === "many" ? manyFiles("") : [])];
await write(directory, [...files, owned("z.yaml", "z".repeat(1_000_000))]);
