// The reporter of the test suites: prints each failure with its stack, and ends on the one line that every suite ends on.
// It counts tests, not describe blocks, so that the number means what a reader thinks it means.
export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (isOnlyAContainer(type, data)) continue;
    if (data.skip !== undefined || data.todo !== undefined) {
      skipped++;
      const reason = data.skip ?? data.todo;
      yield `SKIP ${data.name}${typeof reason === "string" && reason !== "" ? `: ${reason}` : ""}\n`;
    } else if (type === "test:pass") passed++;
    else {
      failed++;
      yield describeFailure(data);
    }
  }
  yield `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
}

/** A describe block that failed only because of the tests in it says nothing that they have not said. */
function isOnlyAContainer(type, data) {
  return data.details?.type === "suite" && (type === "test:pass" || data.details.error?.failureType === "subtestsFailed");
}

function describeFailure(data) {
  const error = data.details?.error;
  const where = data.file === undefined ? "" : ` ${data.file}:${data.line}`;
  return `FAIL${where} ${data.name}\n${error?.cause?.stack ?? error?.stack ?? String(error?.cause ?? error)}\n`;
}
