import { describe, expect, it } from "vitest";
import { sealedSecrets, spicedb } from "../../charts/index.ts";
import { manifestOf, renderedIn, titlesOf } from "./rendered.ts";

const made = (options = {}) => renderedIn(spicedb(options), [sealedSecrets()]);

interface Running {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly image: string;
          readonly env: readonly { readonly name: string; readonly value?: string }[];
          readonly args: readonly string[];
        }[];
      };
    };
  };
}

describe("spicedb", () => {
  it("migrates its database with the image that serves it, and again with another", () => {
    const jobOf = (options = {}): string =>
      titlesOf(made(options)).find((title) => title.startsWith("Job"))!;
    expect(jobOf()).toBe(jobOf());
    expect(jobOf({ version: "v1.53.0" })).not.toBe(jobOf());
    const rendered = made({ version: "v1.53.0" });
    const job = rendered.manifests.find(({ kind }) => kind === "Job") as unknown as Running;
    const server = manifestOf(rendered, "Deployment", "spicedb") as unknown as Running;
    const [migrating, serving] = [job, server].map(({ spec }) => spec.template.spec.containers[0]!);
    expect(migrating!.image).toBe(serving!.image);
    expect(migrating!.args).toEqual(["migrate", "head"]);
  });

  it("holds no password: its address of the database names variables", () => {
    const server = manifestOf(made(), "Deployment", "spicedb") as unknown as Running;
    const { env, args } = server.spec.template.spec.containers[0]!;
    expect(env.find(({ name }) => name === "SPICEDB_DATASTORE_CONN_URI")?.value).toBe(
      "postgres://$(PGUSER):$(PGPASSWORD)@$(PGHOST):$(PGPORT)/$(PGDATABASE)",
    );
    expect(args).toContain("--telemetry-endpoint=");
    expect(made().secrets.map(({ name, keys }) => [name, ...keys])).toEqual([
      ["spicedb", "preshared-key"],
      ["database", "password"],
    ]);
  });
});
