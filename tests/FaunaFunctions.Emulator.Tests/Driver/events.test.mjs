import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { database, q, values, walk } from './server.mjs';

let fauna;
const collection = name => q.Collection(name);
const short = events => events.map(e => `${e.action} ${(e.document ?? e.instance).id}`);

before(async () => {
  fauna = await database('driver_events');
});

const create = async name => {
  await fauna.query(q.CreateCollection({ name, history_days: 1 }));
  return id => q.Ref(collection(name), String(id));
};

test('The events of a document are its versions, with what each changed', async () => {
  const ref = await create('history');
  const created = await fauna.query(q.Create(ref(1), { data: { a: 1, b: 1 } }));
  const updated = await fauna.query(q.Update(ref(1), { data: { a: null, b: 2 } }));
  await fauna.query(q.Delete(ref(1)));
  const { data } = await fauna.query(q.Paginate(q.Events(ref(1))));
  assert.deepEqual(data.map(e => [e.action, e.data]), [['create', { a: 1, b: 1 }], ['update', { a: null, b: 2 }], ['delete', null]]);
  assert.deepEqual(data.slice(0, 2).map(e => e.ts), [created.ts, updated.ts]);
  assert.deepEqual(data[0].document, new values.Ref('1', new values.Ref('history', values.Native.COLLECTIONS)));
  assert.deepEqual(Object.keys(data[0]), ['ts', 'action', 'document', 'data']);
});

test('Events of a document are paged with the option events, too', async () => {
  const ref = await create('option');
  await fauna.query(q.Create(ref(1), { data: {} }));
  const { data } = await fauna.query(q.Paginate(ref(1), { events: true }));
  assert.deepEqual(data.map(e => e.action), ['create']);
});

test('The events of a collection are adds and removes, and no updates', async () => {
  const ref = await create('lifecycle');
  await fauna.query(q.Create(ref(1), { data: {} }));
  await fauna.query(q.Update(ref(1), { data: { a: 1 } }));
  await fauna.query(q.Create(ref(2), { data: {} }));
  await fauna.query(q.Delete(ref(1)));
  await fauna.query(q.Create(ref(1), { data: {} }));
  const { data } = await fauna.query(q.Paginate(q.Events(q.Documents(collection('lifecycle')))));
  assert.deepEqual(short(data), ['add 1', 'add 2', 'remove 1', 'add 1']);
  assert.deepEqual(Object.keys(data[0]), ['ts', 'action', 'document']);
});

test('At one time all removes come before all adds, each by document', async () => {
  const ref = await create('ties');
  await fauna.query([q.Create(ref(2), { data: {} }), q.Create(ref(1), { data: {} })]);
  await fauna.query([q.Create(ref(4), { data: {} }), q.Delete(ref(2)), q.Create(ref(3), { data: {} }), q.Delete(ref(1))]);
  const { data } = await fauna.query(q.Paginate(q.Events(q.Documents(collection('ties')))));
  assert.deepEqual(short(data), ['add 1', 'add 2', 'remove 1', 'remove 2', 'add 3', 'add 4']);
  assert.equal(new Set(data.map(e => e.ts)).size, 2);
});

test('The after of a page of events leads to each event once, whatever the size', async () => {
  const ref = await create('cursors');
  await fauna.query([1, 2, 3].map(id => q.Create(ref(id), { data: {} })));
  await fauna.query([q.Delete(ref(2)), q.Delete(ref(3)), q.Create(ref(4), { data: {} })]);
  const events = q.Events(q.Documents(collection('cursors')));
  for (const size of [1, 2, 3, 4, 5, 6]) {
    const { rows } = await walk(fauna, events, { size });
    assert.deepEqual(short(rows), ['add 1', 'add 2', 'add 3', 'remove 2', 'remove 3', 'add 4']);
  }
  const first = await fauna.query(q.Paginate(events, { size: 3 }));
  assert.deepEqual(Object.keys(first.after), ['ts', 'action', 'document']);
});

test('A bare time as cursor skips the removes at exactly that time, the time before does not', async () => {
  const ref = await create('resume');
  await fauna.query(q.Create(ref(1), { data: {} }));
  await fauna.query(q.Delete(ref(1)));
  const events = q.Events(q.Documents(collection('resume')));
  const { ts } = (await fauna.query(q.Paginate(events))).data[1];
  const after = async cursor => short((await fauna.query(q.Paginate(events, { after: cursor }))).data);
  assert.deepEqual(await after(ts), []);
  assert.deepEqual(await after(ts - 1), ['remove 1']);
});

test('A change of ttl is a remove and an add at one time', async () => {
  const ref = await create('ttl');
  await fauna.query(q.Create(ref(1), { data: {} }));
  const updated = await fauna.query(q.Update(ref(1), { ttl: q.Time('2100-01-01T00:00:00Z') }));
  const { data } = await fauna.query(q.Paginate(q.Events(q.Documents(collection('ttl')))));
  assert.deepEqual(short(data), ['add 1', 'remove 1', 'add 1']);
  assert.deepEqual(data.slice(1).map(e => e.ts), [updated.ts, updated.ts]);
});

test('Events of an index hold the values that came and went', async () => {
  const ref = await create('indexed');
  await fauna.query(q.CreateIndex({ name: 'indexed_ts', source: collection('indexed'), values: [{ field: ['ts'] }, { field: ['ref'] }] }));
  const created = await fauna.query(q.Create(ref(1), { data: {} }));
  const updated = await fauna.query(q.Update(ref(1), { data: { a: 1 } }));
  const { data } = await fauna.query(q.Paginate(q.Events(q.Match(q.Index('indexed_ts')))));
  assert.deepEqual(data.map(e => [e.ts, e.action, e.data[0]]), [[created.ts, 'add', created.ts], [updated.ts, 'remove', created.ts], [updated.ts, 'add', updated.ts]]);
});

test('Events at a time end with that time', async () => {
  const ref = await create('until');
  const created = await fauna.query(q.Create(ref(1), { data: {} }));
  await fauna.query(q.Create(ref(2), { data: {} }));
  const { data } = await fauna.query(q.At(created.ts, q.Paginate(q.Events(q.Documents(collection('until'))))));
  assert.deepEqual(short(data), ['add 1']);
});

test('The deletions in a window are the removes of documents that do not live at their time', async () => {
  const ref = await create('deletions');
  await fauna.query([1, 2, 3].map(id => q.Create(ref(id), { data: {} })));
  const from = await fauna.query(q.ToMicros(q.Now()));
  await fauna.query(q.Delete(ref(2)));
  await fauna.query(q.Update(ref(1), { ttl: q.Time('2100-01-01T00:00:00Z') }));
  const event = q.Lambda('e', [q.Select('ts', q.Var('e')), q.Select('action', q.Var('e')), q.Select(['document', 'id'], q.Var('e')), q.Exists(q.Select('document', q.Var('e')), q.Select('ts', q.Var('e')))]);
  const { data } = await fauna.query(q.Map(q.Paginate(q.Events(q.Documents(collection('deletions'))), { after: from }), event));
  const later = data.filter(([ts]) => ts > from).map(([, ...rest]) => rest);
  assert.deepEqual(later, [['remove', '2', false], ['remove', '1', true], ['add', '1', true]]);
});
