// The repair of a variable that holds a credential: it names a Secret instead. The Secret itself is not written, which would only carry
// the credential to another file.
import { text } from "./message.ts";
import { type FixDefinition, set, unset } from "./rule.ts";

/** For a finding at the variable's `value`, with `name` and `secret` in its data. */
export const fromSecret: FixDefinition = {
  title: (d) => text`Read ${d.name} from Secret ${d.secret} (you create it)`,
  edit: ({ place, data }) => [
    unset(place.up().at("value")),
    set(place.up().at("valueFrom"), { secretKeyRef: { name: String(data.secret), key: String(data.name) } }),
  ],
};
