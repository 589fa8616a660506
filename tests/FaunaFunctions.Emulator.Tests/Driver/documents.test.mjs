import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { database, errors, q, values } from './server.mjs';

let fauna;
const spells = q.Collection('spells');
const spell = id => q.Ref(spells, id);

before(async () => {
  fauna = await database('driver_documents');
  await fauna.query(q.CreateCollection({ name: 'spells', history_days: 1 }));
});

test('A created collection answers its definition', async () => {
  const created = await fauna.query(q.CreateCollection({ name: 'wizards', history_days: 30 }));
  const read = await fauna.query(q.Get(q.Collection('wizards')));
  assert.deepEqual(Object.keys(created), ['ref', 'ts', 'history_days', 'name']);
  assert.deepEqual(created.ref, new values.Ref('wizards', values.Native.COLLECTIONS));
  assert.equal(created.history_days, 30);
  assert.deepEqual(read, created);
});

test('Collections are listed in the order of their creation', async () => {
  await fauna.query(q.CreateCollection({ name: 'b_first' }));
  await fauna.query(q.CreateCollection({ name: 'a_second' }));
  const names = (await fauna.query(q.Paginate(q.Collections()))).data.map(ref => ref.id);
  assert.ok(names.indexOf('b_first') < names.indexOf('a_second'), names.join());
});

test('A created document is read back by its ref', async () => {
  const created = await fauna.query(q.Create(spell('1'), { data: { name: 'fire', power: 3 } }));
  const read = await fauna.query(q.Get(spell('1')));
  assert.deepEqual(created.ref, new values.Ref('1', new values.Ref('spells', values.Native.COLLECTIONS)));
  assert.ok(Number.isSafeInteger(created.ts) && created.ts > 1e15);
  assert.deepEqual(created.data, { name: 'fire', power: 3 });
  assert.deepEqual(read, created);
});

test('A document without an id gets one of 17 to 19 digits, and later ones get greater ones', async () => {
  const first = await fauna.query(q.Create(spells, { data: {} }));
  const second = await fauna.query(q.Create(spells, { data: {} }));
  assert.match(first.ref.id, /^\d{17,19}$/);
  assert.ok(BigInt(second.ref.id) > BigInt(first.ref.id));
});

test('A document without data has none', async () => {
  const created = await fauna.query(q.Create(spell('2'), {}));
  assert.deepEqual(Object.keys(created), ['ref', 'ts']);
});

test('An update merges objects, and null takes a field away', async () => {
  await fauna.query(q.Create(spell('3'), { data: { a: 1, deep: { x: 1, y: 2 }, list: [1, 2] } }));
  const updated = await fauna.query(q.Update(spell('3'), { data: { a: null, b: 2, deep: { y: 3 }, list: [9] } }));
  assert.deepEqual(updated.data, { deep: { x: 1, y: 3 }, list: [9], b: 2 });
  assert.deepEqual(Object.keys(updated.data), ['deep', 'list', 'b']);
});

test('A replace leaves nothing of the version before', async () => {
  await fauna.query(q.Create(spell('4'), { data: { a: 1 }, ttl: q.Time('2100-01-01T00:00:00Z') }));
  const replaced = await fauna.query(q.Replace(spell('4'), { data: { b: 2 } }));
  assert.deepEqual(replaced.data, { b: 2 });
  assert.equal(replaced.ttl, undefined);
});

test('A later version has a later ts', async () => {
  const first = await fauna.query(q.Create(spell('5'), { data: { a: 1 } }));
  const second = await fauna.query(q.Update(spell('5'), { data: { a: 1 } }));
  assert.ok(second.ts > first.ts);
});

test('Documents written in one transaction share their ts', async () => {
  const [a, b] = await fauna.query([q.Create(spells, { data: {} }), q.Create(spells, { data: {} })]);
  assert.equal(a.ts, b.ts);
});

test('A delete answers the version before it, and the document is gone', async () => {
  const created = await fauna.query(q.Create(spell('6'), { data: { a: 1 } }));
  const deleted = await fauna.query(q.Delete(spell('6')));
  assert.deepEqual(deleted, created);
  assert.equal(await fauna.query(q.Exists(spell('6'))), false);
  await assert.rejects(fauna.query(q.Get(spell('6'))), errors.NotFound);
});

test('Exists knows documents, collections and indexes', async () => {
  await fauna.query(q.Create(spell('7'), { data: {} }));
  const found = await fauna.query([q.Exists(spell('7')), q.Exists(spell('70')), q.Exists(spells), q.Exists(q.Collection('none')), q.Exists(q.Index('none'))]);
  assert.deepEqual(found, [true, false, true, false, false]);
});

test('A ttl that lies ahead is shown, one that has passed hides the document', async () => {
  const ahead = await fauna.query(q.Create(spell('8'), { data: {}, ttl: q.Time('2100-01-01T00:00:00Z') }));
  const passed = await fauna.query(q.Create(spell('9'), { data: {}, ttl: q.Time('2020-01-01T00:00:00Z') }));
  assert.deepEqual(ahead.ttl, new values.FaunaTime('2100-01-01T00:00:00Z'));
  assert.equal(passed.ref.id, '9');
  assert.deepEqual(await fauna.query([q.Exists(spell('8')), q.Exists(spell('9'))]), [true, false]);
});

test('At and the ts of Get read a version that is past', async () => {
  const first = await fauna.query(q.Create(spell('10'), { data: { v: 1 } }));
  await fauna.query(q.Update(spell('10'), { data: { v: 2 } }));
  assert.equal(await fauna.query(q.At(first.ts, q.Select(['data', 'v'], q.Get(spell('10'))))), 1);
  assert.equal((await fauna.query(q.Get(spell('10'), first.ts))).data.v, 1);
  assert.equal(await fauna.query(q.Exists(spell('10'), first.ts - 1)), false);
  assert.equal(await fauna.query(q.Select(['data', 'v'], q.Get(spell('10')))), 2);
});

test('Now is one time throughout a transaction', async () => {
  const [a, b, micros] = await fauna.query([q.Now(), q.Now(), q.ToMicros(q.Now())]);
  assert.deepEqual(a, b);
  assert.ok(micros > 1.7e15 && Number.isSafeInteger(micros));
});

test('Let, If, Do, Equals and Lambda are evaluated', async () => {
  assert.equal(await fauna.query(q.Let({ a: 1, b: q.Add(q.Var('a'), 1) }, q.If(q.Equals(q.Var('b'), 2), 'two', 'other'))), 'two');
  assert.equal(await fauna.query(q.Do(1, 2, 3)), 3);
  assert.deepEqual(await fauna.query(q.Map([1, 2, 3], x => q.Add(x, x, 1))), [3, 5, 7]);
  assert.deepEqual(await fauna.query(q.Map([[1, 2], [3, 4]], q.Lambda(['a', 'b'], q.Add(q.Var('a'), q.Var('b'))))), [3, 7]);
  assert.deepEqual(await fauna.query(q.Filter([1, 2, 3, 4], q.Lambda('x', q.LT(2, q.Var('x'))))), [3, 4]);
});

test('Foreach writes one document for each element', async () => {
  await fauna.query(q.Foreach(['20', '21', '22'], q.Lambda('id', q.Create(q.Ref(spells, q.Var('id')), { data: { each: q.Var('id') } }))));
  const read = await fauna.query(q.Map(['20', '21', '22'], q.Lambda('id', q.Select(['data', 'each'], q.Get(q.Ref(spells, q.Var('id')))))));
  assert.deepEqual(read, ['20', '21', '22']);
});

test('Select follows fields, indexes and refs, and takes a default', async () => {
  const created = await fauna.query(q.Create(spell('30'), { data: { list: [{ x: 'deep' }] } }));
  assert.equal(await fauna.query(q.Select(['data', 'list', 0, 'x'], q.Get(spell('30')))), 'deep');
  assert.equal(await fauna.query(q.Select(['data', 'none'], q.Get(spell('30')), 'default')), 'default');
  assert.deepEqual(await fauna.query([q.Select('ts', q.Get(spell('30'))), q.Select(['ref', 'id'], q.Get(spell('30')))]), [created.ts, '30']);
  assert.deepEqual(await fauna.query(q.Select('collection', spell('30'))), new values.Ref('spells', values.Native.COLLECTIONS));
});

test('The driver follows the transaction time of the answers', async () => {
  const created = await fauna.query(q.Create(spells, { data: {} }));
  assert.ok(fauna.getLastTxnTime() >= created.ts);
});
