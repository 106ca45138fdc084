import { expect, it } from "vitest";
import { shown } from "../../../scripts/git/shown.ts";

it.each([
  ["https://host/a.git", "https://host/a.git"],
  ["https://me:secret@host/a.git", "https://host/a.git"],
  ["https://token@host/a.git", "https://host/a.git"],
  ["https://me:se/cr@et@host:8443/a.git", "https://host:8443/a.git"],
  ["https://me:se?cr#et@host/a", "https://host/a"],
  ["https://me:se'cr\"et@host/a", "https://host/a"],
  ["ssh://git@host:22/a.git", "ssh://host:22/a.git"],
  ["git@host:a/b.git", "git@host:a/b.git"],
  ["https://host/a?private_token=secret, and more", "https://host/a, and more"],
  [
    "unable to access 'https://me:se/cret@host/a.git/?x=secret': 403 for https://you:too@b",
    "unable to access 'https://host/a.git/': 403 for https://b",
  ],
])("%s is shown as %s", (text, wanted) => {
  expect(shown(text)).toBe(wanted);
});
