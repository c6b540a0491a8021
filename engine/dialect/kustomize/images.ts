// `images:`: other names, tags and digests for the images of containers, wherever these are, and for image volumes.
import { writeFields } from "./field-spec.ts";
import { type BuildObject, setRoot } from "./object.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { rewriteTree } from "./rewrite.ts";
import type { TransformerFields } from "./transformer-fields.ts";
import {
  asList,
  asMap,
  type Complain,
  computedText,
  get,
  itemsAt,
  type Located,
  originAt,
  set,
  target,
  textAt,
  withItems,
} from "./tree.ts";

/** One entry of `images:`. */
export function setImage(objects: readonly BuildObject[], entry: Located, fields: TransformerFields, complain: Complain): void {
  const name = textAt(entry, "name");
  if (name === undefined || name === "") return complain("An entry of images needs a name.", entry);
  const matches = imagePattern(name);
  if (!matches) return complain(`The pattern "${name}" cannot be read.`, get(entry, "name") ?? entry);
  const write = (at: Located): Located => {
    const scalar = target(at);
    return scalar.node.kind === "scalar" && matches(scalar.node.text) ? renamedImage(scalar, entry) : at;
  };
  for (const object of objects) {
    if (object.id.kind === "CustomResourceDefinition" || !imagesOf(object, fields).some(matches)) continue;
    setRoot(
      object,
      rewriteTree(object.root, (at, key) => (isContainers(key) ? withImages(at, write) : at)),
    );
    for (const spec of fields.images) writeFields(object, spec, undefined, write);
  }
}

const isContainers = (key: string | undefined): boolean => key === "containers" || key === "initContainers";

const TAG_AND_DIGEST = /^(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?$/;

/** The name of an image is a pattern, too; most have nothing special but dots. */
function imagePattern(name: string): Pattern | undefined {
  if (!/^[\w\-/@:%,~ .]*$/.test(name)) return compilePattern(`${name}${TAG_AND_DIGEST.source.slice(1, -1)}`);
  const isName = (text: string) => [...name].every((char, index) => (char === "." ? index < text.length : char === text[index]));
  return (text) => isName(text) && TAG_AND_DIGEST.test(text.slice(name.length));
}

const imagesSeen = new WeakMap<object, { readonly fields: TransformerFields; readonly images: readonly string[] }>();

/** All texts that may be images in an object, so that most entries need not walk it. */
function imagesOf(object: BuildObject, fields: TransformerFields): readonly string[] {
  const known = imagesSeen.get(object.root.node);
  if (known?.fields === fields) return known.images;
  const found = new Set<string>();
  const note = (at: Located): Located => {
    const text = textAt(at);
    if (text !== undefined) found.add(text);
    return at;
  };
  rewriteTree(object.root, (at, key) => (isContainers(key) ? withImages(at, note) : at));
  for (const spec of fields.images) writeFields(object, spec, undefined, note);
  const images = [...found];
  imagesSeen.set(object.root.node, { fields, images });
  return images;
}

/** `write` applied to the image of every item. */
function withImages(at: Located, write: (at: Located) => Located): Located {
  const list = asList(at);
  if (!list) return at;
  const items = itemsAt(list);
  const next = items.map((item) => {
    const container = asMap(item);
    const image = get(container, "image");
    const written = image && write(image);
    return container && written && written.node !== image.node ? set(container, "image", written, written) : item;
  });
  return next.every((item, index) => item === items[index]) ? at : withItems(list, next);
}

/** The image with the entry's parts. It is written where its most telling part is: the digest, the tag, the name. */
function renamedImage(image: Located, entry: Located): Located {
  const given = (field: string) => textAt(entry, field) || undefined;
  const old = splitImage(textAt(image) ?? "");
  const [newTag, digest, suffix] = [given("newTag"), given("digest"), given("tagSuffix")];
  const tag = newTag ?? (digest !== undefined ? "" : suffix !== undefined ? old.tag + suffix : old.tag);
  const sum = digest ?? (newTag !== undefined || suffix !== undefined ? "" : old.digest);
  const text = (given("newName") ?? old.name) + (tag === "" ? "" : `:${tag}`) + (sum === "" ? "" : `@${sum}`);
  const field = ["newTag", "digest", "tagSuffix", "newName"].find((one) => given(one) !== undefined);
  const from = field === undefined ? undefined : get(entry, field);
  if (!from || (text === textAt(image) && isAt(image, from))) return image;
  return computedText(text, from, "images", originAt(image));
}

const isAt = (a: Located, b: Located): boolean => a.document === b.document && a.node.start === b.node.start && a.node.end === b.node.end;

/** "registry:5000/name:tag@digest" in its parts. */
function splitImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const at = image.indexOf("@", Math.max(0, image.indexOf("/")));
  const digest = at < 0 ? "" : image.slice(at + 1);
  const rest = at < 0 ? image : image.slice(0, at);
  const slash = rest.indexOf("/");
  const colon = rest.indexOf(":", Math.max(slash, 0));
  return colon < 0 ? { name: rest, tag: "", digest } : { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}
