// Paths that a kustomization writes. They are relative to its folder; nothing leads out of the workspace, and nothing is fetched.

export const KUSTOMIZATION_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** "" for a file in the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export const inFolder = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** The workspace path that `relative` means below `folder`; `undefined` where it leads out of the workspace. */
export function resolvePath(folder: string, relative: string): string | undefined {
  if (relative.startsWith("/")) return undefined;
  const steps = folder === "" ? [] : folder.split("/");
  for (const step of relative.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join("/");
}

/** Something that Kustomize would fetch: a URL or a Git repository. */
export const isRemote = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text) ||
  /^(git::|git@|gh:|[\w.-]+@[\w.-]+:)/.test(text) ||
  /^(www\.)?(github\.com|gitlab\.com|bitbucket\.org)[/:]/.test(text) ||
  /[?&]ref=/.test(text);

/** Files have to lie in the folder of the kustomization that names them, or below it. */
export const isWithin = (folder: string, path: string): boolean => folder === "" || path.startsWith(`${folder}/`);
