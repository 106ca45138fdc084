import type { SecretKey } from "./container-options.ts";

/** A database, as what uses it sees it. */
export interface Database {
  readonly name: string;
  /** Name of its Service. */
  readonly host: string;
  readonly port: number;
  /** Name of what is kept in it; empty where there is none. */
  readonly database: string;
  readonly user: string;
  /** Where its password is; none where it asks for none. */
  readonly password?: SecretKey;
  /** What an app that lists it has as variables: names of other variables as `$(NAME)`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretKey>>;
  /** Labels of its pods, which it takes connections at. */
  readonly pods: Readonly<Record<string, string>>;
}
