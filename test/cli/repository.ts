// A repository with one pod that is wrong or right: what most specifications of the commands start from.
import { rules } from "../../rules/index.ts";
import { inFolder } from "../host/folder.ts";

/** A pod that the API server refuses: gpu/limit-missing, with a safe fix. */
export const BAD_POD = `apiVersion: v1
kind: Pod
metadata:
  name: trainer
spec:
  containers:
    - name: main
      image: example.com/train:1.0.0
      resources:
        requests:
          nvidia.com/gpu: 8   # all of them
`;
export const GOOD_POD = BAD_POD.replace("requests:", "limits:");
/** The other rules are off, so that a new one changes no report. */
const TOPICS = [...new Set(rules.map(({ id }) => id.slice(0, id.indexOf("/"))))].filter((topic) => topic !== "suppression");
export const SWITCHED_ON = `rules: {${TOPICS.map((topic) => `${topic}/*: off, `).join("")}gpu/limit-missing: error}\n`;

/** The rule is on whatever preset it has by now. */
export const inRepo = <T>(files: Record<string, string | Buffer>, body: (folder: string) => Promise<T>): Promise<T> =>
  inFolder({ "drydock.yaml": SWITCHED_ON, ...files }, body);
