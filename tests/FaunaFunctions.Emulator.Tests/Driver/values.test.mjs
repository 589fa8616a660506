import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { database, q, values } from './server.mjs';

let fauna;
const c = q.Collection('c');
const native = (name, kind) => new values.Ref(name, values.Native[kind]);
const stored = async value => {
  const { ref } = await fauna.query(q.Create(c, { data: { value } }));
  return (await fauna.query(q.Get(ref))).data.value;
};

before(async () => {
  fauna = await database('driver_values');
  await fauna.query(q.CreateCollection({ name: 'c' }));
  await fauna.query(q.CreateIndex({ name: 'by_kind', source: c, terms: [{ field: ['data', 'kind'] }] }));
  await fauna.query(q.CreateFunction({ name: 'f', body: q.Query(q.Lambda('x', q.Var('x'))) }));
});

test('Scalars and containers come back as they were written', async () => {
  for (const value of [true, false, 0, -1, 2147483648, Number.MAX_SAFE_INTEGER, 1.5, -2.25e-7, 1e300, '', 'é\n"\\\u0001🔥', [], {}, [[1, [2, []]]], { a: { b: [{ c: 1 }] }, '': 1, 'a.b': 2 }]) {
    assert.deepEqual(await stored(value), value);
  }
});

test('Nulls are not stored, in objects and in arrays', async () => {
  assert.deepEqual(await stored({ a: null, b: [null, 1, null] }), { b: [1] });
});

test('Fields keep the order in which they were written', async () => {
  const value = { z: 1, a: { y: 1, b: 2 }, m: 3 };
  const read = await stored(value);
  assert.deepEqual([Object.keys(read), Object.keys(read.a)], [['z', 'a', 'm'], ['y', 'b']]);
});

test('A time keeps its nanoseconds', async () => {
  for (const time of ['2023-11-14T22:13:20.123456789Z', '2023-11-14T22:13:20.123456Z', '2023-11-14T22:13:20.120Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z']) {
    assert.deepEqual(await stored(q.Time(time)), new values.FaunaTime(time));
    assert.deepEqual(await stored(new values.FaunaTime(time)), new values.FaunaTime(time));
  }
});

test('A time is printed with as few groups of three digits as it needs', async () => {
  assert.deepEqual(await stored(q.Time('2023-11-14T22:13:20.1Z')), new values.FaunaTime('2023-11-14T22:13:20.100Z'));
  assert.deepEqual(await stored(q.Time('2023-11-14T22:13:20.000000Z')), new values.FaunaTime('2023-11-14T22:13:20Z'));
});

test('A date comes back as a date', async () => {
  assert.deepEqual(await stored(q.Date('2024-02-29')), new values.FaunaDate('2024-02-29'));
});

test('Bytes come back byte for byte', async () => {
  for (const bytes of [[], [0], [251, 255], [1, 2, 3, 4]]) {
    const read = await stored(new values.Bytes(Uint8Array.from(bytes)));
    assert.ok(read instanceof values.Bytes);
    assert.deepEqual([...read.value], bytes);
  }
});

test('References to documents and to schema come back as references', async () => {
  const own = await fauna.query(q.Create(q.Ref(c, '101'), { data: {} }));
  assert.deepEqual(await stored(q.Ref(c, '101')), own.ref);
  assert.deepEqual(await stored(q.Ref(c, '999')), new values.Ref('999', native('c', 'COLLECTIONS')));
  assert.deepEqual(await stored([c, q.Index('by_kind'), q.Function('f')]), [native('c', 'COLLECTIONS'), native('by_kind', 'INDEXES'), native('f', 'FUNCTIONS')]);
});

test('A reference keeps its name when its collection is dropped', async () => {
  await fauna.query(q.CreateCollection({ name: 'doomed' }));
  const { ref } = await fauna.query(q.Create(c, { data: { to: q.Ref(q.Collection('doomed'), '1') } }));
  await fauna.query(q.Delete(q.Collection('doomed')));
  assert.deepEqual((await fauna.query(q.Get(ref))).data.to, new values.Ref('1', native('doomed', 'COLLECTIONS')));
});

test('A lambda comes back as a query with its api version', async () => {
  const read = await stored(q.Query(q.Lambda(['a', 'b'], q.Add(q.Var('a'), q.Var('b')))));
  assert.ok(read instanceof values.Query);
  assert.deepEqual(read.value, { api_version: '4', lambda: ['a', 'b'], expr: { add: [{ var: 'a' }, { var: 'b' }] } });
});

test('A set comes back as a set, as a result and from a document', async () => {
  const index = native('by_kind', 'INDEXES');
  const result = await fauna.query(q.Match(q.Index('by_kind'), 'a'));
  assert.ok(result instanceof values.SetRef);
  assert.deepEqual(result.value, { match: index, terms: 'a' });
  assert.deepEqual(await stored(q.Match(q.Index('by_kind'), 'a')), result);
  assert.deepEqual((await fauna.query(q.Documents(c))).value, { documents: native('c', 'COLLECTIONS') });
});

test('Keys that begin with @ are wrapped, at each level for itself', async () => {
  const value = { '@foo': 'bar', three: 5, deep: { '@k': 'text', plain: { '@k': [1] } } };
  assert.deepEqual(await stored(value), value);
});

test('A ttl is a time beside the data', async () => {
  const created = await fauna.query(q.Create(c, { data: { ttl: 1, id: 2 }, ttl: q.Time('2100-01-01T00:00:00.5Z') }));
  assert.deepEqual(created.data, { ttl: 1, id: 2 });
  assert.deepEqual(created.ttl, new values.FaunaTime('2100-01-01T00:00:00.500Z'));
});
