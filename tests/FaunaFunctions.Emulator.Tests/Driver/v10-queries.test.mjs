import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DateStub, Document, DocumentReference, Module, NamedDocument, NullDocument, TimeStub, fql } from 'fauna';
import { database } from './v10-server.mjs';

let fauna;
const ask = async query => (await fauna.query(query)).data;

before(async () => {
  fauna = await database('v10_driver_queries');
  await ask(fql`Collection.create({ name: "Spell", history_days: 1, indexes: { byN: { terms: [{ field: "n" }], values: [{ field: "m", order: "desc" }] } } })`);
});

test('v10: a created collection answers its definition', async () => {
  const created = await ask(fql`Collection.create({ name: "Wizard", history_days: 30 })`);
  assert.ok(created instanceof NamedDocument);
  assert.equal(created.name, 'Wizard');
  assert.equal(created.history_days, 30);
  assert.deepEqual((await ask(fql`Wizard.definition`)).ts, created.ts);
});

test('v10: every kind of value goes out and comes back', async () => {
  const value = {
    n: null, t: true, int: 1, negative: -5, long: 9223372036854775807n, double: 1.5, tiny: 5e-324, s: 'é\n"\\🔥', empty: '',
    time: TimeStub.from('2023-11-14T22:13:20.123456789Z'), date: DateStub.from('2024-02-29'), list: [1, [2, []], { x: null }], o: { '@at': 1, 'a b': 2, '': 3 },
  };
  const { data: back } = await fauna.query(fql`${value}`, { long_type: 'bigint' });
  assert.deepEqual(back, value);
});

test('v10: NaN and the infinities are doubles', async () => {
  assert.deepEqual(await ask(fql`[Math.NaN, Math.Infinity, -Math.Infinity]`), [NaN, Infinity, -Infinity]);
  assert.ok(Number.isNaN(await ask(fql`${NaN}`)));
});

test('v10: a created document is read back by its id', async () => {
  const created = await ask(fql`Spell.create({ id: "1", name: "fire", n: 1 })`);
  const read = await ask(fql`Spell.byId("1")`);
  assert.ok(read instanceof Document);
  assert.equal(read.id, '1');
  assert.deepEqual(read.coll, new Module('Spell'));
  assert.equal(read.ts.isoString, created.ts.isoString);
  assert.equal(read.name, 'fire');
});

test('v10: bytes come back byte for byte', async () => {
  const bytes = Uint8Array.from([251, 255, 0]);
  const back = await ask(fql`Spell.create({ id: "2", b: ${bytes} })!.b`);
  assert.deepEqual([...back], [251, 255, 0]);
});

test('v10: a document that is not there is a null document', async () => {
  const missing = await ask(fql`Spell.byId("424242")`);
  assert.ok(missing instanceof NullDocument);
  assert.equal(missing.cause, 'not found');
  assert.equal(missing.ref.id, '424242');
});

test('v10: a reference in a document stays one', async () => {
  await ask(fql`Spell.create({ id: "3" })`);
  const read = await ask(fql`Spell.create({ id: "4", to: Spell.byId("3") })`);
  assert.ok(read.to instanceof DocumentReference);
  assert.deepEqual([read.to.id, read.to.coll.name], ['3', 'Spell']);
});

test('v10: a document sent back is the document', async () => {
  await ask(fql`Spell.create({ id: "5", a: 1 })`);
  const read = await ask(fql`Spell.byId("5")`);
  assert.equal(await ask(fql`${read}.a`), 1);
});

test('v10: an update merges, a replace does not, null takes a field away', async () => {
  await ask(fql`Spell.create({ id: "6", a: 1, deep: { x: 1, y: 2 } })`);
  const updated = await ask(fql`Spell.byId("6")!.update({ a: null, b: 2, deep: { y: 3 } })`);
  assert.deepEqual([updated.a, updated.b, updated.deep], [undefined, 2, { x: 1, y: 3 }]);
  const replaced = await ask(fql`Spell.byId("6")!.replace({ c: 1 })`);
  assert.deepEqual([replaced.b, replaced.c], [undefined, 1]);
});

test('v10: a deleted document says so, and is gone', async () => {
  await ask(fql`Spell.create({ id: "7" })`);
  const deleted = await ask(fql`Spell.byId("7")!.delete()`);
  assert.equal(deleted.cause, 'deleted');
  assert.equal(await ask(fql`Spell.byId("7").exists()`), false);
});

test('v10: templates compose', async () => {
  const part = fql`Spell.byId(${'1'})`;
  assert.equal(await ask(fql`${part}!.name`), 'fire');
  assert.deepEqual(await ask(fql`${{ a: part, b: [fql`1 + 1`, 's'] }}!.b`), [2, 's']);
});

test('v10: arguments are variables', async () => {
  const { data } = await fauna.query(fql`x + y`, { arguments: { x: 1, y: 2 } });
  assert.equal(data, 3);
});

test('v10: let, if, lambdas, interpolation and operators are evaluated', async () => {
  assert.equal(await ask(fql`let f = (a, b) => a + b
    let x = f(1, 2)
    if (x > 2 && x != 4) "x is #{x}" else "no"`), 'x is 3');
  assert.deepEqual(await ask(fql`[1, 2, 3].map(x => x * 2).filter(x => x > 2)`), [4, 6]);
  assert.equal(await ask(fql`null ?? "other"`), 'other');
  assert.equal(await ask(fql`Spell.byId("424242")?.name ?? "none"`), 'none');
});

test('v10: a projection keeps the order asked for and fills in null', async () => {
  const read = await ask(fql`Spell.byId("1") { name, missing, upper: .name.toUpperCase() }`);
  assert.deepEqual(Object.entries(read), [['name', 'fire'], ['missing', null], ['upper', 'FIRE']]);
});

test('v10: an index finds documents by its terms, in the order of its values', async () => {
  await ask(fql`[1, 2, 3].forEach(m => Spell.create({ n: 77, m: m }))`);
  assert.deepEqual((await ask(fql`Spell.byN(77).map(.m)`)).data, [3, 2, 1]);
  assert.deepEqual((await ask(fql`Spell.byN(77, { from: 2, to: 1 }).map(.m)`)).data, [2, 1]);
});

test('v10: at reads the past', async () => {
  const { txn_ts: then } = await fauna.query(fql`Spell.create({ id: "8", v: 1 })`);
  await ask(fql`Spell.byId("8")!.update({ v: 2 })`);
  assert.equal(await ask(fql`at (Time.epoch(${then}, "microseconds")) { Spell.byId("8")!.v }`), 1);
  assert.equal(await ask(fql`at (Time.epoch(${then - 1}, "microseconds")) { Spell.byId("8") }?.v`), null);
});

test('v10: the driver sees the transaction time, and never reads before it', async () => {
  const { txn_ts: written } = await fauna.query(fql`Spell.create({ id: "9" })`);
  const { txn_ts: read } = await fauna.query(fql`Spell.byId("9")`);
  assert.ok(read >= written);
  assert.ok(fauna.lastTxnTs >= written);
});

test('v10: the simple format is plain JSON', async () => {
  const response = await fauna.query(fql`Spell.byId("1") { id, n }`, { format: 'simple' });
  assert.deepEqual(response.data, { id: '1', n: 1 });
});

test('v10: a function of the database is called by its name', async () => {
  await ask(fql`Function.create({ name: "double", body: "x => x * 2" })`);
  assert.equal(await ask(fql`double(21)`), 42);
});
