import { addItem, consequenceOf, defineRule, modelServers, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/idle-gpus-in-server",
  since: "0.1.0",
  practice: ["S3.4.2", "S4.4.2"],
  aliases: [],
  on: modelServers,
  variants: { plain: { severity: "warning", preset: "preview", applicability: "review" } },
  check({ template, container, engine, needed, devices, limit, isAlone, place, args }, ctx) {
    // TGI takes all devices that it sees; TensorRT-LLM may have its sizes in the engine that was built.
    if (!isAlone || (engine !== "vLLM" && engine !== "SGLang") || needed >= devices) return;
    // Heads of attention are divided by it.
    const isEven = [2, 4, 8, 16].includes(devices);
    ctx.report("plain", limit, {
      container: container.name,
      engine,
      devices,
      needed,
      up: limit.path.length - container.place.path.length,
      canAdd: args !== undefined && !place && isEven,
      consequence: consequenceOf(template, false),
    });
  },
  message: {
    plain: (d) =>
      text`${d.container} holds ${d.devices} GPUs, but ${d.engine} is started for ${d.needed}: the others stay idle. Set its parallel sizes so that all are used, or request fewer.`,
  },
  fix: {
    plain: {
      title: (d) => text`Spread the model over ${d.devices} GPUs${d.consequence}`,
      edit: ({ place, data }) =>
        data.canAdd === true ? [addItem(place.up(Number(data.up)).at("args"), `--tensor-parallel-size=${data.devices}`)] : [],
    },
  },
});
