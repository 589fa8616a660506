// A reporter for node's test runner: one line of JSON for each test that ended.
export default async function* outcomes(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const cause = data.details?.error?.cause ?? data.details?.error;
    const error = type === 'test:pass' ? null : [cause?.stack ?? String(cause), cause?.requestResult?.responseRaw].filter(Boolean).join('\nanswer: ');
    yield JSON.stringify({ name: data.name, passed: type === 'test:pass' && data.skip === undefined && data.todo === undefined, error }) + '\n';
  }
}
