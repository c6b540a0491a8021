// A repository with one pod that is wrong or right: what most specifications of the commands start from.
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
export const SWITCHED_ON = "rules: {gpu/limit-missing: error}\n";

/** The rule is on whatever preset it has by now. */
export const inRepo = <T>(files: Record<string, string | Buffer>, body: (folder: string) => Promise<T>): Promise<T> =>
  inFolder({ "drydock.yaml": SWITCHED_ON, ...files }, body);
