import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { StreamToken, fql } from 'fauna';
import { client, database, withRole } from './v10-server.mjs';

let fauna;
const ask = async query => (await fauna.query(query)).data;
const collection = async name => { await ask(fql`Collection.create({ name: ${name}, history_days: 1 })`); return fql`Collection(${name})`; };
const events = async feed => { const all = []; for await (const event of feed.flatten()) all.push(event); return all; };
const firstPage = async feed => { for await (const page of feed) return page; };
const shown = list => list.map(e => [e.type, e.data.id, e.data.a]);

before(async () => { fauna = await database('v10_driver_feeds'); });

test('v10: a feed tells adds, updates and removes in order', async () => {
  const c = await collection('F1');
  const { data: source, txn_ts: start } = await fauna.query(fql`${c}.all().eventSource()`);
  assert.ok(source instanceof StreamToken);
  await ask(fql`F1.create({ id: "1", a: 1 })`);
  await ask(fql`F1.byId("1")!.update({ a: 2 })`);
  await ask(fql`F1.byId("1")!.delete()`);
  const list = await events(fauna.feed(source, { start_ts: start }));
  assert.deepEqual(shown(list), [['add', '1', 1], ['update', '1', 2], ['remove', '1', 2]]);
  assert.ok(list[0].txn_ts < list[1].txn_ts && list[1].txn_ts < list[2].txn_ts);
});

test('v10: events of one transaction come by id, and a page may end among them', async () => {
  const c = await collection('F2');
  const source = await ask(fql`${c}.all().eventSource()`);
  await ask(fql`["3", "1", "2"].forEach(id => F2.create({ id: id, a: 0 }))`);
  const pages = [];
  for await (const page of fauna.feed(source, { page_size: 2 })) pages.push([...page.events].map(e => e.data.id));
  assert.deepEqual(pages, [['1', '2'], ['3']]);
});

test('v10: a cursor goes on behind its event', async () => {
  const c = await collection('F3');
  const source = await ask(fql`${c}.all().eventSource()`);
  await ask(fql`["1", "2", "3"].forEach(id => F3.create({ id: id, a: 0 }))`);
  const first = await firstPage(fauna.feed(source, { page_size: 1 }));
  const rest = await events(fauna.feed(source, { cursor: first.cursor }));
  assert.deepEqual(rest.map(e => e.data.id), ['2', '3']);
});

test('v10: an idle feed gives a new cursor and nothing else', async () => {
  const c = await collection('F4');
  const source = await ask(fql`${c}.all().eventSource()`);
  const page = await firstPage(fauna.feed(source));
  assert.deepEqual([[...page.events], page.hasNext], [[], false]);
  await ask(fql`F4.create({ id: "1" })`);
  assert.equal((await events(fauna.feed(source, { cursor: page.cursor }))).length, 1);
});

test('v10: several writes of a document in one transaction are one event', async () => {
  const c = await collection('F5');
  const source = await ask(fql`${c}.all().eventSource()`);
  await ask(fql`let d = F5.create({ id: "1", a: 1 }); d.update({ a: 2 }); F5.create({ id: "2" })!.delete()`);
  await ask(fql`F5.byId("1")!.delete(); F5.create({ id: "1", a: 3 })`);
  assert.deepEqual(shown(await events(fauna.feed(source))), [['add', '1', 2], ['update', '1', 3]]);
});

test('v10: a filtered feed turns updates into adds and removes', async () => {
  await collection('F6');
  const source = await ask(fql`F6.where(.a > 1).eventSource()`);
  await ask(fql`F6.create({ id: "1", a: 1 })`);
  await ask(fql`F6.byId("1")!.update({ a: 2 })`);
  await ask(fql`F6.byId("1")!.update({ a: 0 })`);
  assert.deepEqual(shown(await events(fauna.feed(source))), [['add', '1', 2], ['remove', '1', 2]]);
});

test('v10: a query may be given in the place of a token', async () => {
  await collection('F7');
  await ask(fql`F7.create({ id: "1", a: 1 })`);
  assert.deepEqual(await events(fauna.feed(fql`F7.all().eventSource()`)), []);
});

test('v10: a start below what is kept is an error event with status 200', async () => {
  await collection('F8');
  const source = await ask(fql`F8.all().eventSource()`);
  await assert.rejects(events(fauna.feed(source, { start_ts: 1_000_000 })), { code: 'invalid_stream_start_time' });
});

test('v10: a failing mapping ends its page, and the feed goes on behind it', async () => {
  await collection('F9');
  const source = await ask(fql`F9.all().map(d => if (d.a == 1) abort("boo") else d.a).eventSource()`);
  await ask(fql`F9.create({ id: "1", a: 0 })`);
  await ask(fql`F9.create({ id: "2", a: 1 })`);
  await ask(fql`F9.create({ id: "3", a: 2 })`);
  const body = async cursor => (await fetch(new URL('/feed/1', fauna.clientConfiguration.endpoint), {
    method: 'POST', headers: { authorization: `Bearer ${fauna.clientConfiguration.secret}` }, body: JSON.stringify({ token: source.token, ...(cursor && { cursor }) }),
  })).json();
  const failed = await body();
  assert.deepEqual(failed.events.map(e => e.type), ['add', 'error']);
  assert.deepEqual([failed.events[1].error.code, failed.events[1].error.abort, failed.has_next], ['abort', 'boo', true]);
  assert.deepEqual((await body(failed.cursor)).events.map(e => e.data), [{ '@int': '2' }]);
});

test('v10: a document that expires leaves an event without its contents', async () => {
  await collection('F10');
  const source = await ask(fql`F10.all().eventSource()`);
  await ask(fql`F10.create({ id: "1", ttl: Time.now().subtract(1, "seconds") })`);
  const [event] = await events(fauna.feed(source));
  assert.equal(event.data.cause, 'not found');
});

test('v10: sets that cannot be followed say why', async () => {
  await collection('F11');
  for (const [set, reason] of [[fql`F11.all().take(1)`, /take/], [fql`F11.all().reverse()`, /reversed/], [fql`F11.all({ from: "1" })`, /range queries/], [fql`[1].toSet()`, /array sets/]]) {
    await assert.rejects(ask(fql`${set}.eventSource()`), e => e.code === 'invalid_receiver' && reason.test(e.message));
  }
});

test('v10: a feed needs read on its collection', async () => {
  await collection('F12');
  const source = await ask(fql`F12.all().eventSource()`);
  await ask(fql`F12.create({ id: "1" })`);
  const reader = await withRole(fauna, 'feed_reader', [{ resource: 'F12', actions: { read: true } }]);
  const nobody = await withRole(fauna, 'feed_nobody', []);
  assert.equal((await events(reader.feed(source))).length, 1);
  await assert.rejects(events(nobody.feed(source)), /Insufficient privileges to read from collection F12/);
});

test('v10: the token follows the name, not the collection', async () => {
  await collection('F13');
  const source = await ask(fql`F13.all().eventSource()`);
  await ask(fql`F13.create({ id: "1" })`);
  await ask(fql`Collection.byName("F13")!.delete()`);
  await assert.rejects(events(fauna.feed(source)), /Unbound variable `F13`/);
  await collection('F13');
  await ask(fql`F13.create({ id: "2" })`);
  assert.deepEqual((await events(fauna.feed(source))).map(e => [e.type, e.data.id]), [['add', '2']]);
});

test('v10: what v4 writes is told as well', async () => {
  await collection('F14');
  const source = await ask(fql`F14.all().eventSource()`);
  const v4 = await fetch(fauna.clientConfiguration.endpoint, {
    method: 'POST', headers: { authorization: `Bearer ${fauna.clientConfiguration.secret}`, 'x-faunadb-api-version': '4' },
    body: JSON.stringify({ create: { ref: { collection: 'F14' }, id: '7' }, params: { object: { data: { object: { a: 1 } } } } }),
  });
  assert.equal(v4.status, 201);
  assert.deepEqual(shown(await events(fauna.feed(source))), [['add', '7', 1]]);
});

test('v10: a feed with a wrong secret is refused', async () => {
  await collection('F15');
  const source = await ask(fql`F15.all().eventSource()`);
  await assert.rejects(events(client('fnwrong').feed(source)), { httpStatus: 401 });
});
