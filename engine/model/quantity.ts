// Kubernetes quantities (`500m`, `2Gi`, `1e3`), exact.
// Source: k8s.io/apimachinery/pkg/api/resource, Quantity: suffixes n u m "" k M G T P E, Ki Mi Gi Ti Pi Ei, and decimal exponents.

const NANO = 1_000_000_000n;
const DECIMAL: Record<string, bigint> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  "": NANO,
  k: NANO * 10n ** 3n,
  M: NANO * 10n ** 6n,
  G: NANO * 10n ** 9n,
  T: NANO * 10n ** 12n,
  P: NANO * 10n ** 15n,
  E: NANO * 10n ** 18n,
};
const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** The quantity in units of 10⁻⁹, rounded up as the API server does; undefined when the text is no quantity. */
export function parseQuantity(text: string): bigint | undefined {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const quantity = parse(text);
  // Manifests have the same few amounts over and over.
  if (quantity !== undefined && text.length < 16) {
    if (parsed.size >= 4096) parsed.clear();
    parsed.set(text, quantity);
  }
  return quantity;
}

const parsed = new Map<string, bigint>();

function parse(text: string): bigint | undefined {
  const match = /^([+-]?)(\d{0,40})(?:\.(\d{0,40}))?(?:([eE][+-]?\d{1,2})|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent, suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  let scale = 10n ** BigInt(fraction.length);
  let unit = DECIMAL[suffix] ?? NANO * 1024n ** BigInt(BINARY.indexOf(suffix) + 1);
  if (exponent) {
    const power = Number(exponent.slice(1));
    if (power >= 0) unit *= 10n ** BigInt(power);
    else scale *= 10n ** BigInt(-power);
  }
  const exact = digits * unit;
  const rounded = exact / scale + (exact % scale === 0n ? 0n : 1n);
  return sign === "-" ? -rounded : rounded;
}

/** Whether two scalars are the same quantity (`8` and "8", `1000m` and 1). */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const left = parseQuantity(String(a));
  return left !== undefined && left === parseQuantity(String(b));
}

export const isWhole = (quantity: bigint): boolean => quantity % NANO === 0n;

/** The smallest whole number that is not below the quantity. */
export const ceilQuantity = (quantity: bigint): number => Number(quantity / NANO + (quantity > 0n && quantity % NANO !== 0n ? 1n : 0n));

/** What an extended resource may be: a whole number that is not negative. */
export function isWholeAmount(value: unknown): boolean {
  const quantity = parseQuantity(String(value));
  return quantity !== undefined && quantity >= 0n && isWhole(quantity);
}
