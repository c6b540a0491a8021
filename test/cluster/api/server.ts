// An API server that is asked about objects: which resource a kind is, its CRD where there is one to install, the namespace and the
// service accounts that admission wants to see first. Nothing that is asked about is ever stored.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiClient, isSuccess, type Refusal, refusalOf } from "../client.ts";
import { eventually } from "../control-plane.ts";
import { crdOf, type Definition, readDefinitions } from "./definitions.ts";

/** One object as a text that the server reads itself. */
export interface Manifest {
  readonly text: string;
  readonly type: "application/yaml" | "application/json";
  readonly head: Head;
  /** Whether a field that the server does not know is a mistake, as it is for kubectl; true where it is not said. */
  readonly isStrict?: boolean;
}
export interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

export type Outcome =
  | { readonly is: "accepted" }
  | { readonly is: "refused"; readonly refusal: Refusal }
  | { readonly is: "unknown"; readonly why: string };

interface Endpoint {
  /** "/apis/batch/v1" */
  readonly root: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

const DRY_RUN = "dryRun=All&fieldManager=drydock&fieldValidation=";
const DEFAULT = "default";
const HANDS = 4;
const CONFLICT = 409;
const NOT_FOUND = 404;

export class ApiServer {
  readonly #client: ApiClient;
  readonly #definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly #folder: string;
  readonly #endpoints = new Map<string, Promise<Endpoint | string>>();

  /** `folder`: that of the CRD schemas; kinds that are no part of Kubernetes are unknown where it does not exist. */
  constructor(client: ApiClient, folder: string) {
    this.#client = client;
    this.#folder = folder;
    this.#definitions = existsSync(folder) ? readDefinitions(readFileSync(join(folder, "INDEX.csv"), "utf8")) : new Map();
  }

  /**
   * What the server says of creating the object, with strict fields as kubectl asks for them. `around`: what else stands in the case;
   * the namespaces and service accounts among it are there while the question is asked.
   */
  async ask(manifest: Manifest, around: readonly Manifest[]): Promise<Outcome> {
    const { apiVersion, kind, name, namespace } = manifest.head;
    const endpoint = await this.#endpointOf(apiVersion, kind);
    if (typeof endpoint === "string") return { is: "unknown", why: endpoint };
    const context = around.filter((one) => one.text !== manifest.text && !(one.head.kind === kind && one.head.name === name));
    const where = endpoint.isNamespaced ? (namespace ?? DEFAULT) : undefined;
    const remove = await this.#surround(where, context);
    const answer = await this.#client.post(
      `${pathOf(endpoint, where)}?${DRY_RUN}${manifest.isStrict === false ? "Ignore" : "Strict"}`,
      manifest.text,
      manifest.type,
    );
    for (const one of remove.reverse()) await one();
    return isSuccess(answer) ? { is: "accepted" } : { is: "refused", refusal: refusalOf(answer) };
  }

  /** Installs what it takes to ask about these kinds, a few at a time: alone each takes a second, and all at once smother the server. */
  async prepare(heads: readonly Pick<Head, "apiVersion" | "kind">[]): Promise<void> {
    const left = [...heads];
    const hand = async () => {
      for (let head = left.pop(); head !== undefined; head = left.pop()) await this.#endpointOf(head.apiVersion, head.kind);
    };
    await Promise.all(Array.from({ length: HANDS }, hand));
  }

  /** Creates what admission looks up, and gives what takes it away again. */
  async #surround(namespace: string | undefined, context: readonly Manifest[]): Promise<(() => Promise<void>)[]> {
    const isNeeded = ({ head }: Manifest) => head.apiVersion === "v1" && (head.kind === "Namespace" || head.kind === "ServiceAccount");
    const namespaces = context.filter((one) => isNeeded(one) && one.head.kind === "Namespace" && one.head.name === namespace);
    const accounts = context.filter(
      (one) => isNeeded(one) && one.head.kind === "ServiceAccount" && (one.head.namespace ?? DEFAULT) === namespace,
    );
    if (namespace === undefined) return [];
    const undo: (() => Promise<void>)[] = [];
    const [declared] = namespaces;
    const body = declared ?? plain("v1", "Namespace", namespace);
    if (await this.#store("/api/v1/namespaces", body)) undo.push(() => this.#removeNamespace(namespace));
    for (const one of [plain("v1", "ServiceAccount", DEFAULT), ...accounts]) {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
      if ((await this.#store(path, one)) && one.head.name !== undefined)
        undo.push(() => this.#client.delete(`${path}/${one.head.name}`).then(() => undefined));
    }
    return undo;
  }

  /** Whether it is there because of this call. What the server refuses for good reasons is simply not there. */
  async #store(path: string, { text, type }: Pick<Manifest, "text" | "type">): Promise<boolean> {
    return isSuccess(await this.#client.post(path, text, type));
  }

  /** No controller finishes a namespace here, so that its finalizer is taken away by hand. */
  async #removeNamespace(name: string): Promise<void> {
    const path = `/api/v1/namespaces/${name}`;
    await this.#client.delete(path);
    await this.#client.put(
      `${path}/finalize`,
      JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name }, spec: { finalizers: [] } }),
    );
    await eventually(`namespace ${name} is gone`, async () => (await this.#client.get(path)).status === NOT_FOUND);
  }

  #endpointOf(apiVersion: string, kind: string): Promise<Endpoint | string> {
    const key = `${apiVersion} ${kind}`;
    let endpoint = this.#endpoints.get(key);
    if (!endpoint) this.#endpoints.set(key, (endpoint = this.#findEndpoint(apiVersion, kind)));
    return endpoint;
  }

  async #findEndpoint(apiVersion: string, kind: string): Promise<Endpoint | string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const served = await this.#client.get(root);
    if (isSuccess(served)) {
      const { resources } = JSON.parse(served.text) as { resources: { name: string; kind: string; namespaced: boolean }[] };
      const found = resources.find((one) => one.kind === kind && !one.name.includes("/"));
      if (found) return { root, plural: found.name, isNamespaced: found.namespaced };
    }
    return this.#install(root, apiVersion, kind);
  }

  async #install(root: string, apiVersion: string, kind: string): Promise<Endpoint | string> {
    const [group = "", version] = apiVersion.split("/");
    const versions = this.#definitions.get(`${kind}.${group}`);
    const [first] = versions ?? [];
    if (!versions || !first || !versions.some((one) => one.version === version)) return `the server knows no ${kind} of ${apiVersion}`;
    const read = (file: string): unknown => JSON.parse(readFileSync(join(this.#folder, file), "utf8"));
    const created = await this.#client.post(
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      JSON.stringify(crdOf(group, kind, versions, read)),
    );
    if (!isSuccess(created) && created.status !== CONFLICT) return `its CRD is refused: ${refusalOf(created).message.slice(0, 200)}`;
    await eventually(`${kind}.${group} is served`, async () => isSuccess(await this.#client.get(`${root}/${first.plural}?limit=1`)));
    return { root, plural: first.plural, isNamespaced: first.scope === "Namespaced" };
  }
}

const plain = (apiVersion: string, kind: string, name: string): Manifest => ({
  text: JSON.stringify({ apiVersion, kind, metadata: { name } }),
  type: "application/json",
  head: { apiVersion, kind, name, namespace: undefined },
});

const pathOf = ({ root, plural }: Endpoint, namespace: string | undefined): string =>
  namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${namespace}/${plural}`;
