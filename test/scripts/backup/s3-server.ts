import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export const accessKey = "access";
export const secretKey = "s3cret/with+signs";
export const region = "us-east-1";
const page = 2;

/** An S3 API in memory that checks each signature (AWS Signature Version 4), as MinIO would. */
export interface S3Server {
  readonly endpoint: string;
  readonly objects: Map<string, { body: Buffer; at: Date }>;
  /** Of uploads in parts that nobody has ended yet, by their ids. */
  readonly uploads: Map<string, Map<number, Buffer>>;
  /** Sizes of the bodies that were taken, in the order they came. */
  readonly taken: number[];
  stop(): void;
}

export async function startS3Server(address = "127.0.0.1"): Promise<S3Server> {
  const objects: S3Server["objects"] = new Map();
  const uploads: S3Server["uploads"] = new Map();
  const taken: number[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url!, "http://s3");
      const sum = createHash("sha256").update(body).digest("hex");
      const error = refusal(request, sum);
      if (error) return response.writeHead(403).end(`<Error><Code>${error}</Code></Error>`);
      const key = decodeURIComponent(pathname).split("/").slice(2).join("/");
      if (request.method === "PUT") taken.push(body.length);
      if (searchParams.has("uploads") || searchParams.has("uploadId"))
        return response
          .setHeader("ETag", `"${sum}"`)
          .end(inParts({ objects, uploads }, request.method!, key, searchParams, body));
      if (request.method === "PUT") objects.set(key, { body, at: new Date() });
      else if (request.method === "DELETE") objects.delete(key);
      else if (key === "") return response.end(listOf(objects, searchParams));
      else {
        const found = objects.get(key);
        if (!found) return response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
        return response.end(found.body);
      }
      return response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `http://${address}:${port}`, objects, uploads, taken, stop };
}

/** An upload is begun, gets its parts in any order, and is ended or given up (S3 API: CreateMultipartUpload). */
function inParts(
  { objects, uploads }: Pick<S3Server, "objects" | "uploads">,
  method: string,
  key: string,
  query: URLSearchParams,
  body: Buffer,
): string {
  const id = query.get("uploadId") ?? `upload-${uploads.size + 1}`;
  if (query.has("uploads")) {
    uploads.set(id, new Map());
    return `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
  }
  const parts = uploads.get(id)!;
  if (method === "PUT") {
    parts.set(Number(query.get("partNumber")), body);
    return "";
  }
  uploads.delete(id);
  if (method === "DELETE") return "";
  const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)];
  const bodies = named.map(([, number]) => parts.get(Number(number))!);
  objects.set(key, { body: Buffer.concat(bodies), at: new Date() });
  return `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`;
}

function listOf(objects: S3Server["objects"], query: URLSearchParams): string {
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const shown = keys.slice(0, page);
  const entries = shown.map((key) => {
    const { body, at } = objects.get(key)!;
    return `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${body.length}</Size></Contents>`;
  });
  const more =
    keys.length > page ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : "";
  return `<ListBucketResult>${entries.join("")}${more}</ListBucketResult>`;
}

/** The code of the error that S3 answers with; nothing for a request that is signed as it must be. */
function refusal({ method, url, headers }: IncomingMessage, sum: string): string | undefined {
  const given =
    /Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, *SignedHeaders=([^,]+), *Signature=(\w+)/.exec(
      headers.authorization ?? "",
    );
  if (!given) return "AccessDenied";
  const [, key, day = "", where = "", names = "", signature] = given;
  if (key !== accessKey) return "InvalidAccessKeyId";
  if (headers["x-amz-content-sha256"] !== sum) return "XAmzContentSHA256Mismatch";
  const { pathname, search } = new URL(url!, "http://s3");
  const signed = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const query = search.slice(1).split("&").sort();
  const canonical = [
    method,
    pathname,
    query.map((one) => (one === "" || one.includes("=") ? one : `${one}=`)).join("&"),
    signed.join(""),
    names,
    sum,
  ].join("\n");
  const scope = `${day}/${where}/s3/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest].join("\n");
  const sign = (by: string | Buffer, data: string): Buffer =>
    createHmac("sha256", by).update(data).digest();
  const signer = [day, where, "s3", "aws4_request"].reduce<string | Buffer>(
    sign,
    `AWS4${secretKey}`,
  );
  return sign(signer, text).toString("hex") === signature ? undefined : "SignatureDoesNotMatch";
}
