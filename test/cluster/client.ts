// As much of a Kubernetes client as the tests need: requests with a token, and what the API server answers.
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

const TIMEOUT = 120_000; // a machine that does other things besides is slow, not broken

export interface Answer {
  readonly status: number;
  /** The body as the server wrote it. */
  readonly text: string;
}

/** The part of `meta/v1 Status` that says why something was refused. */
export interface Refusal {
  readonly message: string;
  /** Empty where the server speaks of the object as a whole. */
  readonly causes: readonly { readonly field: string; readonly message: string }[];
}

export class ApiClient {
  readonly #agent: https.Agent;
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, ca: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#agent = new https.Agent({ keepAlive: true, ca });
  }

  get(path: string): Promise<Answer> {
    return this.#send("GET", path);
  }

  post(path: string, body: string, type = "application/json"): Promise<Answer> {
    return this.#send("POST", path, body, type);
  }

  put(path: string, body: string): Promise<Answer> {
    return this.#send("PUT", path, body, "application/json");
  }

  delete(path: string): Promise<Answer> {
    return this.#send("DELETE", path);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body?: string, type?: string): Promise<Answer> {
    const headers: http.OutgoingHttpHeaders = { authorization: `Bearer ${this.#token}`, accept: "application/json" };
    if (type !== undefined) headers["content-type"] = type;
    return new Promise((done, fail) => {
      const request = https.request(`${this.#url}${path}`, { method, headers, agent: this.#agent, timeout: TIMEOUT }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("error", fail).once("end", () => done({ status: response.statusCode ?? 0, text }));
      });
      request.once("timeout", () => request.destroy(new Error(`${method} ${path}: no answer within ${TIMEOUT / 1000} s`)));
      request.once("error", fail).end(body);
    });
  }
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

export function refusalOf({ text }: Answer): Refusal {
  const status = JSON.parse(text) as { message?: string; details?: { causes?: { field?: string; message?: string }[] } };
  const causes = status.details?.causes ?? [];
  return { message: status.message ?? "", causes: causes.map(({ field = "", message = "" }) => ({ field, message })) };
}

/** The status of a GET without a token; 0 where nobody answers, or the certificate is not there yet. */
export function statusOf(url: string, certificate: string): Promise<number> {
  const isSecure = url.startsWith("https:");
  if (isSecure && !existsSync(certificate)) return Promise.resolve(0);
  const options = { agent: false as const, timeout: 2000, ...(isSecure ? { ca: readFileSync(certificate) } : {}) };
  return new Promise((done) => {
    const request = (isSecure ? https : http).get(url, options, (response) => {
      response.resume().once("end", () => done(response.statusCode ?? 0));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => done(0));
    request.once("close", () => done(0));
  });
}
