import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests that start processes share two cores with everything else.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // They import JSON without saying so, which Node refuses.
    server: { deps: { inline: [/@actions\//] } },
    // The flag of scripts/launch.mjs, so that tests write dist/ as the commands do.
    execArgv: process.execArgv.filter((flag) => flag !== "--test"),
  },
});
