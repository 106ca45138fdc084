import { adopt } from "../../helm/adopt.ts";
import type { ChartRecord } from "../../helm/record/record.ts";
import { parseRecord } from "../../helm/record/record.ts";
import { isObject } from "../../kubernetes/directory.ts";
import { identityOf } from "../../kubernetes/manifest.ts";
import { parseObjects } from "../../kubernetes/parse.ts";
import type { ObjectState } from "./state.ts";
import type { Part } from "./tree.ts";

/** The objects of a file. What cannot be read is a note, and no object. */
export function readObjects(part: Part, text: string, notes: string[]): ObjectState[] {
  try {
    return part.shape === "record" ? recordedObjects(part, text) : [writtenObject(part, text)];
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    notes.push(`${part.path} cannot be read and is not compared: ${reason}; correct it`);
    return [];
  }
}

function writtenObject({ path, shape, name }: Part, text: string): ObjectState {
  const [manifest] = parseObjects(text);
  if (!isObject(manifest)) throw new Error("it holds no object");
  const application = shape === "object" ? name : "root";
  return { id: identityOf(manifest), manifest, application, path };
}

/** What Argo CD makes of the objects of a record. */
function recordedObjects({ path, name }: Part, text: string): ObjectState[] {
  const { objects, pods = {} } = parseRecord(text) as ChartRecord;
  // One object a line, behind the line that opens the list.
  const first = text.slice(0, text.indexOf('"objects": [')).split("\n").length + 1;
  return objects.flatMap((object, i) =>
    adopt([object], {}, "").manifests.map((manifest) => {
      const id = identityOf(manifest);
      const hash = pods[id];
      const place = { application: name, path, line: first + i, isRecorded: true } as const;
      return { id, manifest, ...place, ...(hash !== undefined && { pods: hash }) };
    }),
  );
}
