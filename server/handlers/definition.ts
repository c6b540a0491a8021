// `textDocument/definition`: from a name to the object that it names; from an entry of a kustomization to its file.
import type { DefinitionParams, Location } from "vscode-languageserver/node";
import { fileNamedAt, objectsAt, spotOf } from "../../engine/api.ts";
import { locations } from "../locations.ts";
import type { Session } from "../session.ts";

export function definition(session: Session, { textDocument, position }: DefinitionParams): Location[] {
  session.settle();
  const at = session.locate(textDocument.uri);
  const ground = at?.workspace.ground;
  if (!at || !ground) return [];
  const offset = session.converterOf(at).offset(position);
  const file = fileNamedAt(ground, at.path, offset);
  const spots =
    file === undefined ? objectsAt(ground, at.path, offset).map((one) => spotOf(ground, one)) : [{ path: file, start: 0, end: 0 }];
  return locations(session, at.workspace, spots);
}
