import { type Carrier, carriers, credential, type Data, defineRule, set, text, unset } from "../../engine/rule-api.ts";

const fix = {
  title: (d: Data) => text`Read ${d.name} from Secret ${d.secret} (you create it)`,
  edit: ({ place, data }: { place: { up(n?: number): { at(...steps: string[]): Parameters<typeof unset>[0] } }; data: Data }) => [
    unset(place.up().at("value")),
    set(place.up().at("valueFrom"), { secretKeyRef: { name: String(data.secret), key: String(data.name) } }),
  ],
};
const message = (d: Data) =>
  text`${d.name} holds ${d.what} in plain text: whoever reads this file or its history has it. Put it in a Secret and revoke this one.`;

export const rule = defineRule<Carrier>({
  id: "iam/secret-in-plain-text",
  since: "0.1.0",
  practice: ["S5.4", "S5.3", "S2.1.2"],
  aliases: ["env-var-secret", "sensitiveContainerEnvVar", "sensitiveConfigmapContent", "KSV-01010", "KSV-0109", "C-0012"],
  on: carriers,
  variants: {
    certain: { severity: "error", preset: "preview", applicability: "review" },
    probable: { severity: "warning", preset: "preview", applicability: "review" },
    inData: { severity: "error", preset: "preview" },
  },
  check({ kind, name, value, owner }, ctx) {
    let what = "";
    const is = (wanted: string) =>
      value.is((one) => {
        const verdict = credential(String(one), kind === "env" ? name : "");
        if (verdict.is === wanted) what = verdict.what;
        return verdict.is === wanted;
      });
    if (is("certain")) ctx.report(kind === "env" ? "certain" : "inData", value, { name, what, secret: `${owner}-secrets` });
    else if (kind === "env" && is("probable")) ctx.report("probable", value, { name, what, secret: `${owner}-secrets` });
  },
  message: { certain: message, probable: message, inData: message },
  fix: { certain: fix, probable: fix },
});
