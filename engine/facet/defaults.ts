// API defaults as readings: what holds where nothing is written, said as such in messages.
import type { Reading } from "../model/place.ts";
import { known } from "../model/value.ts";

/** The reading, or the API's own default where nothing is written ("6 (by default)"). `field` names the field for the message. */
export function defaultOf(reading: Reading, value: string | number | boolean, field: string): Reading {
  return reading.or(known(value, { from: "default", name: field }));
}
