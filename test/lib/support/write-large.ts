import { write } from "../../../lib/emit/write.ts";
import { alternatingTrees, owned } from "./trees.ts";

// Writes a tree whose last file is larger than the limit that its caller has set.
await write(process.argv[2]!, [...alternatingTrees().B, owned("z.yaml", "z".repeat(1_000_000))]);
