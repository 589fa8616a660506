import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { database, ids, q, values, walk } from './server.mjs';

let fauna;
const c = q.Collection('c');
const ref = id => q.Ref(c, String(id));
const value = id => new values.Ref(String(id), new values.Ref('c', values.Native.COLLECTIONS));
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

before(async () => {
  fauna = await database('driver_pages');
  await fauna.query(q.CreateCollection({ name: 'c' }));
  await fauna.query(q.CreateCollection({ name: 'empty' }));
  await fauna.query(q.CreateCollection({ name: 'many' }));
  await fauna.query(numbers(1, 10).map(id => q.Create(ref(id), { data: { n: Number(id) } })));
  await fauna.query(q.Map(numbers(1, 70), q.Lambda('id', q.Create(q.Ref(q.Collection('many'), q.Var('id')), { data: {} }))));
});

test('An empty collection is one page without cursors', async () => {
  assert.deepEqual(await fauna.query(q.Paginate(q.Documents(q.Collection('empty')))), { data: [] });
});

test('Documents come in the order of their ids', async () => {
  const page = await fauna.query(q.Paginate(q.Documents(c)));
  assert.deepEqual(page, { data: numbers(1, 10).map(value) });
});

test('A page holds 64 rows when no size is asked for', async () => {
  const { sizes } = await walk(fauna, q.Documents(q.Collection('many')), {});
  assert.deepEqual(sizes, [64, 6]);
});

test('The after of a page is the first row of the next, and comes back as its before', async () => {
  const first = await fauna.query(q.Paginate(q.Documents(c), { size: 4 }));
  const second = await fauna.query(q.Paginate(q.Documents(c), { size: 4, after: first.after }));
  assert.deepEqual(first, { after: [value(5)], data: numbers(1, 4).map(value) });
  assert.deepEqual(second, { before: [value(5)], after: [value(9)], data: numbers(5, 8).map(value) });
});

test('A last page that is exactly full has no after', async () => {
  const { rows, sizes } = await walk(fauna, q.Documents(c), { size: 5 });
  assert.deepEqual(sizes, [5, 5]);
  assert.deepEqual(rows.map(r => r.id), numbers(1, 10));
});

test('A page before a cursor ends just before it', async () => {
  const page = await fauna.query(q.Paginate(q.Documents(c), { size: 3, before: [ref(8)] }));
  assert.deepEqual(page, { before: [value(5)], after: [value(8)], data: numbers(5, 7).map(value) });
});

test('A cursor whose row is gone goes on with the next row', async () => {
  await fauna.query(q.Create(ref(100), { data: {} }));
  await fauna.query(q.Delete(ref(100)));
  await fauna.query(q.Create(ref(101), { data: {} }));
  assert.deepEqual(ids(await fauna.query(q.Paginate(q.Documents(c), { after: [ref(100)] }))), ['101']);
  await fauna.query(q.Delete(ref(101)));
});

test('Get over a page reads whole documents and keeps the cursors', async () => {
  const page = await fauna.query(q.Map(q.Paginate(q.Documents(c), { size: 2 }), q.Lambda('r', q.Get(q.Var('r')))));
  assert.deepEqual(page.data.map(d => d.data.n), [1, 2]);
  assert.deepEqual(page.after, [value(3)]);
});

test('A page filtered is a page', async () => {
  const page = await fauna.query(q.Filter(q.Paginate(q.Documents(c), { size: 6 }), q.Lambda('r', q.LT(4, q.Select(['data', 'n'], q.Get(q.Var('r')))))));
  assert.deepEqual(ids(page), ['5', '6']);
  assert.deepEqual(page.after, [value(7)]);
});

test('The page helper of the driver reaches every row once', async () => {
  const rows = [];
  await fauna.paginate(q.Documents(c), { size: 3 }).each(page => rows.push(...page.map(r => r.id)));
  assert.deepEqual(rows, numbers(1, 10));
});

test('Pages at one time show what was there then', async () => {
  const micros = await fauna.query(q.ToMicros(q.Now()));
  await fauna.query(q.Create(ref(50), { data: { n: 50 } }));
  const read = () => fauna.query(q.At(micros, q.Map(q.Paginate(q.Documents(c), { size: 20 }), q.Lambda('r', q.Select(['data', 'n'], q.Get(q.Var('r')))))));
  assert.deepEqual((await read()).data, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await fauna.query(q.Delete(ref(50)));
  assert.deepEqual((await read()).data, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('Count and IsEmpty work on sets', async () => {
  assert.deepEqual(await fauna.query([q.Count(q.Documents(c)), q.IsEmpty(q.Documents(c)), q.IsEmpty(q.Documents(q.Collection('empty')))]), [10, false, true]);
});
