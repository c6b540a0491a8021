import { type Carrier, carriers, defineRule, fromSecret, text } from "../../engine/rule-api.ts";

/** Variables that libraries read a token from. Sources: the documentation of huggingface_hub, wandb, boto3, azure-identity, openai … */
const TOKENS = new Set([
  ...["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN", "HUGGINGFACEHUB_API_TOKEN", "HF_API_TOKEN", "WANDB_API_KEY"],
  ...["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_CLIENT_SECRET", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "NGC_API_KEY"],
  ...["NVIDIA_API_KEY", "KAGGLE_KEY", "GITHUB_TOKEN", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "DATABRICKS_TOKEN"],
  ...["COMET_API_KEY", "NEPTUNE_API_TOKEN"],
]);

/** A longer one would not fit into a message. */
const LONGEST = 40;

export const rule = defineRule<Carrier>({
  id: "iam/secret-by-value",
  since: "0.1.0",
  practice: ["S5.4", "S2.1.2"],
  aliases: [],
  on: carriers,
  variants: { plain: { severity: "info", preset: "strict", applicability: "review" } },
  check({ kind, name, value, secret, filledIn }, ctx) {
    if (kind !== "env" || filledIn === undefined || !TOKENS.has(name)) return;
    ctx.report("plain", value, { name, filledIn: filledIn.length > LONGEST ? "the placeholder" : filledIn, secret });
  },
  message: {
    plain: (d) =>
      text`What replaces ${d.filledIn} stands in plain text in the stored object, where every viewer of the namespace reads it. Take ${d.name} from a Secret.`,
  },
  fix: { plain: fromSecret },
});
