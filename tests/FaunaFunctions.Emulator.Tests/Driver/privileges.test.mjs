import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { client, database, errors, ids, q } from './server.mjs';

let admin;
const [spells, secrets] = [q.Collection('spells'), q.Collection('secrets')];
const byTs = q.Index('by_ts');
const denied = e => e instanceof errors.PermissionDenied && e.message === 'permission denied' && e.requestResult.statusCode === 403;

/** A client whose key has a new role with these privileges. */
const withRole = async (name, privileges) => {
  await admin.query(q.CreateRole({ name, privileges }));
  const key = await admin.query(q.CreateKey({ role: q.Role(name) }));
  return Object.assign(client(key.secret), { keyRef: key.ref });
};

before(async () => {
  admin = await database('driver_privileges');
  await admin.query(q.CreateCollection({ name: 'spells' }));
  await admin.query(q.CreateCollection({ name: 'secrets' }));
  await admin.query(q.CreateIndex({ name: 'by_ts', source: spells, values: [{ field: ['ts'] }, { field: ['ref'] }] }));
  await admin.query([1, 2, 3].map(id => q.Create(q.Ref(spells, String(id)), { data: { open: id !== 2 } })));
  await admin.query(q.Create(q.Ref(secrets, '1'), { data: {} }));
});

test('A role with read on a collection reads it, page by page and one by one', async () => {
  const reader = await withRole('reader', [{ resource: spells, actions: { read: true } }]);
  const page = await reader.query(q.Map(q.Paginate(q.Documents(spells)), q.Lambda('r', q.Get(q.Var('r')))));
  assert.deepEqual(page.data.map(d => d.ref.id), ['1', '2', '3']);
  assert.equal((await reader.query(q.Paginate(q.Events(q.Documents(spells))))).data.length, 3);
});

test('Another collection looks empty, and its documents are denied whether they exist or not', async () => {
  const reader = await withRole('reader_other', [{ resource: spells, actions: { read: true } }]);
  assert.deepEqual(await reader.query(q.Paginate(q.Documents(secrets))), { data: [] });
  assert.equal(await reader.query(q.Exists(q.Ref(secrets, '1'))), false);
  await assert.rejects(reader.query(q.Get(q.Ref(secrets, '1'))), denied);
  await assert.rejects(reader.query(q.Get(q.Ref(secrets, '99'))), denied);
  await assert.rejects(reader.query(q.Get(q.Ref(spells, '99'))), errors.NotFound);
});

test('A reader may not write', async () => {
  const reader = await withRole('reader_only', [{ resource: spells, actions: { read: true } }]);
  await assert.rejects(reader.query(q.Create(spells, { data: {} })), denied);
  await assert.rejects(reader.query(q.Update(q.Ref(spells, '1'), { data: { a: 1 } })), denied);
  await assert.rejects(reader.query(q.Delete(q.Ref(spells, '1'))), denied);
  await assert.rejects(reader.query(q.CreateCollection({ name: 'mine' })), denied);
  await assert.rejects(reader.query(q.Paginate(q.Collections())), denied);
});

test('An index needs its own read, and hides the documents that may not be read', async () => {
  const without = await withRole('no_index', [{ resource: spells, actions: { read: true } }]);
  const both = await withRole('both', [{ resource: spells, actions: { read: true } }, { resource: byTs, actions: { read: true } }]);
  const indexOnly = await withRole('index_only', [{ resource: byTs, actions: { read: true } }]);
  await assert.rejects(without.query(q.Paginate(q.Match(byTs))), denied);
  assert.equal((await both.query(q.Paginate(q.Match(byTs)))).data.length, 3);
  assert.deepEqual((await indexOnly.query(q.Paginate(q.Match(byTs)))).data, []);
});

test('The definition of an index needs read on the indexes', async () => {
  const both = await withRole('index_reader', [{ resource: byTs, actions: { read: true } }]);
  const definition = await withRole('definition_reader', [{ resource: q.Indexes(), actions: { read: true } }]);
  await assert.rejects(both.query(q.Get(byTs)), denied);
  assert.equal((await definition.query(q.Get(byTs))).name, 'by_ts');
});

test('The history of a document needs history_read', async () => {
  const reader = await withRole('no_history', [{ resource: spells, actions: { read: true } }]);
  const historian = await withRole('historian', [{ resource: spells, actions: { read: true, history_read: true } }]);
  await assert.rejects(reader.query(q.Paginate(q.Events(q.Ref(spells, '1')))), denied);
  assert.equal((await historian.query(q.Paginate(q.Events(q.Ref(spells, '1'))))).data.length, 1);
});

test('A predicate lets through the documents it is true for', async () => {
  const open = q.Query(q.Lambda('r', q.Select(['data', 'open'], q.Get(q.Var('r')))));
  const reader = await withRole('predicate', [{ resource: spells, actions: { read: open } }]);
  assert.deepEqual(ids(await reader.query(q.Paginate(q.Documents(spells)))), ['1', '3']);
  await assert.rejects(reader.query(q.Get(q.Ref(spells, '2'))), denied);
});

test('A privilege that is taken away leaves an empty collection behind', async () => {
  const reader = await withRole('losing', [{ resource: spells, actions: { read: true } }]);
  assert.deepEqual(ids(await reader.query(q.Paginate(q.Documents(spells), { size: 2 }))), ['1', '2']);
  await admin.query(q.Update(q.Role('losing'), { privileges: [] }));
  assert.deepEqual((await reader.query(q.Paginate(q.Documents(spells), { size: 2, after: [q.Ref(spells, '3')] }))).data, []);
});

test('A deleted key is refused in the next request', async () => {
  const reader = await withRole('revoked', [{ resource: spells, actions: { read: true } }]);
  await reader.query(q.Now());
  await admin.query(q.Delete(reader.keyRef));
  await assert.rejects(reader.query(q.Now()), errors.Unauthorized);
});

test('The built-in roles read, or read nothing', async () => {
  const key = async role => client((await admin.query(q.CreateKey({ role }))).secret);
  const [server, readonly, nobody] = [await key('server'), await key('server-readonly'), await key('client')];
  assert.equal((await server.query(q.Paginate(q.Documents(secrets)))).data.length, 1);
  assert.equal((await readonly.query(q.Paginate(q.Documents(secrets)))).data.length, 1);
  assert.deepEqual((await nobody.query(q.Paginate(q.Documents(secrets)))).data, []);
  await assert.rejects(readonly.query(q.Create(secrets, { data: {} })), denied);
  await assert.rejects(server.query(q.Paginate(q.Roles())), denied);
});
