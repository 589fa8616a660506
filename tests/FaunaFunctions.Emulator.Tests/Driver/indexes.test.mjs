import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { database, errors, ids, q, values, walk } from './server.mjs';

let fauna;
const c = q.Collection('c');
const ref = id => q.Ref(c, String(id));
const value = id => new values.Ref(String(id), new values.Ref('c', values.Native.COLLECTIONS));
const byTs = q.Match(q.Index('by_ts'));
const times = {};

before(async () => {
  fauna = await database('driver_indexes');
  await fauna.query(q.CreateCollection({ name: 'c' }));
  await fauna.query(q.CreateIndex({ name: 'by_ts', source: c, values: [{ field: ['ts'] }, { field: ['ref'] }] }));
  await fauna.query(q.CreateIndex({ name: 'by_kind', source: c, terms: [{ field: ['data', 'kind'] }] }));
  await fauna.query(q.CreateIndex({ name: 'by_kind_n', source: c, terms: [{ field: ['data', 'kind'] }, { field: ['data', 'n'] }] }));
  await fauna.query(q.CreateIndex({ name: 'n_down', source: c, values: [{ field: ['data', 'n'], reverse: true }] }));
  await fauna.query(q.CreateIndex({ name: 'tags', source: c, terms: [{ field: ['data', 'tags'] }] }));
  // 1 and 2 share a transaction, so their ts
  await fauna.query([q.Create(ref(2), { data: { kind: 'a', n: 2, tags: ['x', 'y'] } }), q.Create(ref(1), { data: { kind: 'a', n: 1 } })]).then(([d]) => { times[1] = times[2] = d.ts; });
  for (const [id, kind] of [[3, 'b'], [4, 'a'], [5, 'b']]) times[id] = (await fauna.query(q.Create(ref(id), { data: { kind, n: id } }))).ts;
});

test('An index answers its definition', async () => {
  const index = await fauna.query(q.Get(q.Index('by_ts')));
  assert.deepEqual(Object.keys(index), ['ref', 'ts', 'active', 'serialized', 'name', 'source', 'values', 'partitions']);
  assert.equal(index.active, true);
  assert.deepEqual(index.source, new values.Ref('c', values.Native.COLLECTIONS));
  assert.deepEqual(index.values, [{ field: ['ts'] }, { field: ['ref'] }]);
  assert.equal(index.partitions, 8);
});

test('Rows are sorted by their values, then by document', async () => {
  const page = await fauna.query(q.Paginate(byTs));
  assert.deepEqual(page.data, [1, 2, 3, 4, 5].map(id => [times[id], value(id)]));
});

test('The cursor of an index on ts and ref has the ref twice', async () => {
  const page = await fauna.query(q.Paginate(byTs, { size: 1 }));
  assert.deepEqual(page, { after: [times[2], value(2), value(2)], data: [[times[1], value(1)]] });
});

test('Pages that end between rows of one ts lose none of them', async () => {
  for (const size of [1, 2, 3, 4, 5]) {
    const { rows } = await walk(fauna, byTs, { size });
    assert.deepEqual(rows.map(([, r]) => r.id), ['1', '2', '3', '4', '5']);
  }
});

test('A range includes both its ends', async () => {
  const rows = async (from, to) => (await fauna.query(q.Paginate(q.Range(byTs, from, to)))).data.map(([, r]) => r.id);
  assert.deepEqual(await rows([times[1]], [times[3]]), ['1', '2', '3']);
  assert.deepEqual(await rows([times[1] + 1], []), ['3', '4', '5']);
  assert.deepEqual(await rows([], times[1]), ['1', '2']);
  assert.deepEqual(await rows([times[2], ref(2)], [times[4]]), ['2', '3', '4']);
  assert.deepEqual(await rows([times[5]], [times[1]]), []);
});

test('A range over ts and ref is read page by page with its cursors', async () => {
  const range = q.Range(byTs, [times[1]], [times[4]]);
  for (const size of [1, 2, 3, 4]) assert.deepEqual((await walk(fauna, range, { size })).rows.map(([, r]) => r.id), ['1', '2', '3', '4']);
  const middle = await fauna.query(q.Paginate(range, { size: 1, after: [times[2], ref(2), ref(2)] }));
  assert.deepEqual(middle.data, [[times[2], value(2)]]);
  assert.deepEqual(middle.before, [times[2], value(2), value(2)]);
});

test('Get over an index takes the values apart', async () => {
  const page = await fauna.query(q.Map(q.Paginate(byTs, { size: 3 }), q.Lambda(['ts', 'ref'], q.Select(['data', 'n'], q.Get(q.Var('ref'))))));
  assert.deepEqual(page.data, [1, 2, 3]);
});

test('Match finds by one term, by several, and in arrays', async () => {
  const found = async set => ids(await fauna.query(q.Paginate(set)));
  assert.deepEqual(await found(q.Match(q.Index('by_kind'), 'a')), ['1', '2', '4']);
  assert.deepEqual(await found(q.Match(q.Index('by_kind_n'), ['b', 3])), ['3']);
  assert.deepEqual(await found(q.Match(q.Index('tags'), 'y')), ['2']);
  assert.deepEqual(await found(q.Match(q.Index('by_kind'), 'none')), []);
});

test('A reversed value is sorted from its end', async () => {
  assert.deepEqual((await fauna.query(q.Paginate(q.Match(q.Index('n_down'))))).data, [5, 4, 3, 2, 1]);
});

test('Union, intersection, difference, distinct, reverse and join combine sets', async () => {
  const [a, b, three] = [q.Match(q.Index('by_kind'), 'a'), q.Match(q.Index('by_kind'), 'b'), q.Match(q.Index('by_kind_n'), ['b', 3])];
  const found = async set => ids(await fauna.query(q.Paginate(set)));
  assert.deepEqual(await found(q.Union(a, b)), ['1', '2', '3', '4', '5']);
  assert.deepEqual(await found(q.Intersection(b, three)), ['3']);
  assert.deepEqual(await found(q.Difference(b, three)), ['5']);
  assert.deepEqual(await found(q.Distinct(q.Union(a, a))), ['1', '2', '4']);
  assert.deepEqual(await found(q.Reverse(a)), ['4', '2', '1']);
  assert.deepEqual(await found(q.Join(a, q.Lambda('r', q.Singleton(q.Var('r'))))), ['1', '2', '4']);
});

test('The first document of a set is got from the set', async () => {
  assert.equal((await fauna.query(q.Get(q.Match(q.Index('by_kind'), 'b')))).ref.id, '3');
  await assert.rejects(fauna.query(q.Get(q.Match(q.Index('by_kind'), 'none'))), errors.NotFound);
});

test('An update moves the row of a document to its new ts', async () => {
  await fauna.query(q.CreateCollection({ name: 'moving' }));
  await fauna.query(q.CreateIndex({ name: 'moving_ts', source: q.Collection('moving'), values: [{ field: ['ts'] }, { field: ['ref'] }] }));
  const doc = q.Ref(q.Collection('moving'), '1');
  await fauna.query(q.Create(doc, { data: {} }));
  const updated = await fauna.query(q.Update(doc, { data: {} }));
  const rows = (await fauna.query(q.Paginate(q.Match(q.Index('moving_ts'))))).data;
  assert.deepEqual(rows.map(([ts]) => ts), [updated.ts]);
});

test('A unique index refuses a second document with the same terms', async () => {
  await fauna.query(q.CreateCollection({ name: 'users' }));
  await fauna.query(q.CreateIndex({ name: 'by_mail', source: q.Collection('users'), terms: [{ field: ['data', 'mail'] }], unique: true }));
  await fauna.query(q.Create(q.Collection('users'), { data: { mail: 'a@x' } }));
  await assert.rejects(fauna.query(q.Create(q.Collection('users'), { data: { mail: 'a@x' } })), e =>
    e instanceof errors.BadRequest && e.message === 'instance not unique' && e.description === 'document is not unique.');
  assert.equal(await fauna.query(q.Count(q.Documents(q.Collection('users')))), 1);
});
