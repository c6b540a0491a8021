// Whether a host lies outside of the cluster and of the private network, as far as its name tells.

/** Ends of names that nobody can have bought. Sources: RFC 6761, RFC 6762, RFC 8375, ICANN's reservation of .internal; habits. */
const PRIVATE_ENDS = /\.(?:svc|local|internal|intranet|lan|corp|home|home\.arpa|test|localhost|localdomain|consul|mesh|private|invalid)$/;
/** Top-level domains that are no usual name of a namespace. */
const PUBLIC = new Set(
  "com org net edu gov mil io eu de fr uk nl ch at es it pl se no dk fi be ie jp cn kr in sg ca au nz us br ru".split(" "),
);
/** And such as may be one, where only what stands before them tells: `mlflow.dev` is a Service as well as a site. */
const ALSO_PUBLIC = new Set("dev ai app cloud co info biz tech run sh example".split(" "));

/** Certainly a name or an address of the public Internet. `localhost`, `minio`, `minio.kubeflow`, `10.0.0.1` and `db.svc` are none. */
export function isPublicHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return !isPrivateAddress(name);
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/.test(name)) return false;
  if (PRIVATE_ENDS.test(name) || name.includes(".svc.") || name.endsWith(".docker.internal")) return false;
  const labels = name.split(".");
  const last = labels[labels.length - 1] as string;
  return PUBLIC.has(last) || (labels.length > 2 && ALSO_PUBLIC.has(last));
}

/** Loopback, link-local, RFC 1918 and the shared space of RFC 6598, in IPv4. */
function isPrivateAddress(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  if (a === 10 || a === 127 || a === 0 || a >= 224) return true;
  return (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128);
}
