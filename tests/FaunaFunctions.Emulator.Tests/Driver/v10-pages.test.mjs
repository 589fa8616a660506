import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { EmbeddedSet, NullDocument, Page, fql } from 'fauna';
import { database, ids, withRole } from './v10-server.mjs';

let fauna;
const ask = async query => (await fauna.query(query)).data;
const all = async set => { const rows = []; for await (const page of fauna.paginate(set)) rows.push(...page); return rows; };

before(async () => {
  fauna = await database('v10_driver_pages');
  await ask(fql`Collection.create({ name: "C", history_days: 1, indexes: { byTs: { values: [{ field: "ts" }, { field: "id" }] } } })`);
  await ask(fql`Collection.create({ name: "Other" })`);
  await fauna.query(fql`Set.sequence(1, 101).forEach(i => C.create({ id: i, i: i }))`, { typecheck: false });
});

test('v10: a set is a page of 16 by default', async () => {
  const page = await ask(fql`C.all()`);
  assert.ok(page instanceof Page);
  assert.equal(page.data.length, 16);
  assert.equal(typeof page.after, 'string');
});

test('v10: the iterator walks the whole set in order', async () => {
  assert.deepEqual((await all(fql`C.all().pageSize(7)`)).map(d => d.id), Array.from({ length: 100 }, (_, i) => String(i + 1)));
});

test('v10: flatten gives each element once', async () => {
  const rows = [];
  for await (const row of fauna.paginate(fql`C.where(.i % 3 == 0).map(.i).pageSize(5)`).flatten()) rows.push(row);
  assert.deepEqual(rows, Array.from({ length: 33 }, (_, i) => (i + 1) * 3));
});

test('v10: an exactly full last page has no cursor', async () => {
  assert.equal((await ask(fql`C.all().paginate(100)`)).after, undefined);
  assert.equal(typeof (await ask(fql`C.all().paginate(99)`)).after, 'string');
});

test('v10: a range of ids is inclusive at both ends', async () => {
  assert.deepEqual(ids(await ask(fql`C.all({ from: "98" })`)), ['98', '99', '100']);
  assert.deepEqual(ids(await ask(fql`C.all({ from: "5", to: "7" })`)), ['5', '6', '7']);
});

test('v10: an index on ts and id goes on in the middle of a transaction', async () => {
  const page = await ask(fql`C.byTs().paginate(3)`);
  const last = page.data.at(-1);
  const next = await ask(fql`C.byTs({ from: [${last.ts}, ${last.id}] }).paginate(3)`);
  assert.deepEqual(ids(next), ['3', '4', '5']);
});

test('v10: a cursor keeps the set and its variables', async () => {
  const page = await ask(fql`let least = 90
    C.where(d => d.i > least).map(d => { i: d.i, least: least }).paginate(4)`);
  const next = await ask(fql`Set.paginate(${page.after})`);
  assert.deepEqual(next.data, [95, 96, 97, 98].map(i => ({ i, least: 90 })));
});

test('v10: a cursor freezes who is in the set, not what whole documents hold', async () => {
  await ask(fql`Collection.create({ name: "Moving" })`);
  await fauna.query(fql`Set.sequence(1, 7).forEach(i => Moving.create({ id: i, v: 1 }))`, { typecheck: false });
  const whole = await ask(fql`Moving.all().paginate(2)`);
  const projected = await ask(fql`Moving.all().map(d => { id: d.id, v: d.v }).paginate(2)`);
  await ask(fql`Moving.byId("3")!.update({ v: 2 }); Moving.byId("4")!.delete(); Moving.create({ id: "100" }); null`);
  const next = await ask(fql`Set.paginate(${whole.after}, 10)`);
  assert.equal(next.data[0].v, 2);
  assert.ok(next.data[1] instanceof NullDocument);
  assert.equal(next.data.length, 4);
  assert.deepEqual((await ask(fql`Set.paginate(${projected.after}, 10)`)).data, ['3', '4', '5', '6'].map(id => ({ id, v: 1 })));
});

test('v10: pages made in at stay at its time', async () => {
  const { data: then } = await fauna.query(fql`Time.now()`);
  const page = await ask(fql`at (${then}) { C.all().paginate(2) }`);
  await ask(fql`C.byId("3")!.update({ later: true })`);
  assert.equal((await ask(fql`Set.paginate(${page.after})`)).data[0].later, undefined);
});

test('v10: order, reverse, take, drop and count', async () => {
  assert.deepEqual((await ask(fql`C.all().order(desc(.i)).map(.i).take(2)`)).data, [100, 99]);
  assert.deepEqual(ids(await ask(fql`C.all().reverse().take(2)`)), ['100', '99']);
  assert.deepEqual(ids(await ask(fql`C.all().drop(98)`)), ['99', '100']);
  assert.equal(await ask(fql`C.all().count()`), 100);
  assert.equal((await ask(fql`C.all().first()`)).id, '1');
});

test('v10: a set among computed fields is a token that can be paged', async () => {
  await ask(fql`Collection.create({ name: "K", computed_fields: { others: { body: "d => C.all().take(3)" } } })`);
  const doc = await ask(fql`K.create({ id: "1" })`);
  assert.ok(doc.others instanceof EmbeddedSet);
  assert.deepEqual((await all(doc.others)).map(d => d.id), ['1', '2', '3']);
});

test('v10: without read a collection is empty, without history_read the past is', async () => {
  const reader = await withRole(fauna, 'page_reader', [{ resource: 'C', actions: { read: true } }]);
  const { data: now } = await reader.query(fql`Time.now()`);
  const { data: page } = await reader.query(fql`C.all().paginate(3)`);
  assert.deepEqual(ids(page), ['1', '2', '3']);
  assert.deepEqual((await reader.query(fql`Other.all()`)).data.data, []);
  assert.deepEqual((await reader.query(fql`at (${now}) { C.all() }`)).data.data, []);
  assert.equal((await reader.query(fql`at (${now}) { C.byId("1") }`)).data.cause, 'permission denied');
});

test('v10: a predicate lets through the documents it is true for', async () => {
  const reader = await withRole(fauna, 'page_predicate', [{ resource: 'C', actions: { read: 'doc => doc.i > 97' } }]);
  assert.deepEqual(ids((await reader.query(fql`C.all()`)).data), ['98', '99', '100']);
});
