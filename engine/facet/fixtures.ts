// What lies in a folder for tests or their data is thrown away with them.
import type { Resource } from "../model/resource.ts";

const FIXTURES = /(?:^|\/)(?:tests?|testdata|e2e|fixtures)\//;

export const isFixture = ({ anchor }: Resource): boolean => FIXTURES.test(anchor.document.source.path);
