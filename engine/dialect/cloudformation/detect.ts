// Whether a document is a CloudFormation template. Its content decides, never its name.
import { entriesOf, findEntry, type Node } from "../../syntax/node.ts";
import { isLoop } from "./scope.ts";
import { asMap, SAM, section, transformsOf, typeOf } from "./template.ts";

const RESOURCE_TYPE = /^(?:AWS|Alexa|Custom)::/;

/** A format version, a SAM transform, or a resource of a type that only CloudFormation knows: the version is optional (C1). */
export function isCloudFormation(root: Node | undefined): boolean {
  const map = root && asMap(root);
  if (!map) return false;
  if (findEntry(map, "AWSTemplateFormatVersion")) return true;
  const resources = section(map, "Resources");
  if (!resources) return false;
  if (transformsOf(map).includes(SAM)) return true;
  return entriesOf(resources).some(({ key, value }) => isLoop(key) || RESOURCE_TYPE.test(typeOf(value)?.text ?? ""));
}
