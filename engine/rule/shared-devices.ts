// Devices that the node offers several times under their own name: time slices and MPS of NVIDIA's device plugin. How many there are then,
// no machine's table says.
import { deviceConfigs } from "../facet/device-configs.ts";
import type { Place } from "../model/place.ts";
import type { Context } from "./rule.ts";

const CONFIG_MAP = { group: "", kind: "ConfigMap" };

/** Whether a configuration of the device plugin, in the same file, unit or folder, may multiply the resource. */
export const mayBeMultiplied = (resource: string, ctx: Context): boolean =>
  [...ctx.inReach(CONFIG_MAP), ...ctx.inFolder(CONFIG_MAP)].some((found) => {
    const map = ctx.open(found);
    return map !== undefined && ctx.views(deviceConfigs, map).some((config) => multiplies(config, resource));
  });

function multiplies(config: Place, resource: string): boolean {
  return ["timeSlicing", "mps"].some((strategy) => {
    const sharing = config.at("sharing", strategy);
    // With another name for it (`nvidia.com/gpu.shared`) the resource itself is not offered at all.
    return !sharing.at("renameByDefault").is(true) && sharing.at("resources").items.some((one) => !one.at("name").isNot(resource));
  });
}
