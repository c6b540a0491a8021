// `textDocument/references`: every place that names an object.
import type { Location, ReferenceParams } from "vscode-languageserver/node";
import { objectsAt, placesThatName, spotOf } from "../../engine/api.ts";
import { locations } from "../locations.ts";
import type { Session } from "../session.ts";

export function references(session: Session, { textDocument, position, context }: ReferenceParams): Location[] {
  session.settle();
  const at = session.locate(textDocument.uri);
  const ground = at?.workspace.ground;
  if (!at || !ground) return [];
  const objects = objectsAt(ground, at.path, session.converterOf(at).offset(position));
  if (objects.length === 0) return [];
  const own = context.includeDeclaration ? objects.map((one) => spotOf(ground, one)) : [];
  return locations(session, at.workspace, [...own, ...placesThatName(ground, objects)]);
}
