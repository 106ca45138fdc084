import { mergeConfig } from "vitest/config";
import config from "../vitest.config.ts";

/** Tests that need an SSH server on this computer; `npm run e2e:bootstrap` begins with them. */
export default mergeConfig(
  { ...config, test: { ...config.test, include: [] } },
  {
    test: { include: ["test/**/*.ssh.ts"] },
  },
);
