// npm run bench:peers: see peers.ts.
import { installPeers, PEERS_FOLDER } from "./peers.ts";

installPeers();
process.stdout.write(`The peers are in ${PEERS_FOLDER}.\n`);
