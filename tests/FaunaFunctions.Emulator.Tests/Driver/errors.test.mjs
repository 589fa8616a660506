import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { client, database, errors, q } from './server.mjs';

let fauna;
const c = q.Collection('c');
const rejects = (query, type, message, description, position) => assert.rejects(fauna.query(query), e => {
  assert.equal(e.name, type);
  assert.equal(e.message, message);
  assert.equal(e.description, description);
  if (position) assert.deepEqual(e.requestResult.responseContent.errors[0].position, position);
  return true;
});

before(async () => {
  fauna = await database('driver_errors');
  await fauna.query(q.CreateCollection({ name: 'c' }));
  await fauna.query(q.Create(q.Ref(c, '1'), { data: { a: 1 } }));
});

test('A wrong secret is Unauthorized', async () => {
  await assert.rejects(client('fnAwrong').query(q.Now()), e => e instanceof errors.Unauthorized && e.requestResult.statusCode === 401);
});

test('A missing document is NotFound, wherever it is asked for', async () => {
  await rejects(q.Get(q.Ref(c, '2')), 'NotFound', 'instance not found', 'Document not found.', []);
  await rejects(q.Map([q.Ref(c, '1'), q.Ref(c, '2')], q.Lambda('r', q.Get(q.Var('r')))), 'NotFound', 'instance not found', 'Document not found.', ['map', 'expr']);
  await rejects(q.Update(q.Ref(c, '2'), {}), 'NotFound', 'instance not found', 'Document not found.', ['update']);
});

test('A missing field is NotFound with its path', async () => {
  await rejects(q.Select(['data', 'x'], q.Get(q.Ref(c, '1'))), 'NotFound', 'value not found', 'Value not found at path [data,x].', ['from']);
});

test('A reference to a collection or an index that does not exist is BadRequest', async () => {
  await rejects(q.Paginate(q.Documents(q.Collection('nope'))), 'BadRequest', 'invalid ref', "Ref refers to undefined collection 'nope'", ['paginate', 'documents']);
  await rejects(q.Paginate(q.Match(q.Index('nope'))), 'BadRequest', 'invalid ref', "Ref refers to undefined index 'nope'", ['paginate', 'match']);
  await rejects(q.Get(q.Collection('nope')), 'BadRequest', 'invalid ref', "Ref refers to undefined collection 'nope'", ['get']);
});

test('A second collection or document of the same name is BadRequest', async () => {
  await rejects(q.CreateCollection({ name: 'c' }), 'BadRequest', 'instance already exists', 'Collection already exists.');
  await rejects(q.Create(q.Ref(c, '1'), { data: {} }), 'BadRequest', 'instance already exists', 'Document already exists.', ['create']);
});

test('Abort answers its message', async () => {
  await rejects(q.Abort('boo'), 'BadRequest', 'transaction aborted', 'boo', []);
});

test('A transaction that fails leaves nothing behind', async () => {
  await rejects(q.Do(q.Create(q.Ref(c, '9'), { data: {} }), q.Abort('no')), 'BadRequest', 'transaction aborted', 'no');
  assert.equal(await fauna.query(q.Exists(q.Ref(c, '9'))), false);
});

test('Values of the wrong type are invalid arguments', async () => {
  await rejects(q.Paginate(1), 'BadRequest', 'invalid argument', 'Ref or Set expected, Integer provided.', ['paginate']);
  await rejects(q.Add('a', 1), 'BadRequest', 'invalid argument', 'Number expected, String provided.', ['add', 0]);
  await rejects(q.Divide(1, 0), 'BadRequest', 'invalid argument', 'Illegal division by zero.', []);
  await rejects(q.Paginate(q.Documents(c), { size: 'x' }), 'BadRequest', 'invalid argument', 'Integer expected, String provided.', ['size']);
});

test('A document that is not valid says which field failed', async () => {
  await assert.rejects(fauna.query(q.Create(c, { data: {}, ttl: 5 })), e => {
    const [{ code, failures }] = e.requestResult.responseContent.errors;
    assert.equal(code, 'validation failed');
    assert.deepEqual(failures[0].field, ['ttl']);
    assert.equal(failures[0].code, 'invalid type');
    return e instanceof errors.BadRequest;
  });
});

test('A variable that is not bound is an invalid expression', async () => {
  await rejects(q.Var('x'), 'BadRequest', 'invalid expression', "Variable 'x' is not defined.", []);
});

test('A time before the history of a collection is BadRequest', async () => {
  await assert.rejects(fauna.query(q.At(q.Time('2000-01-01T00:00:00Z'), q.Get(q.Ref(c, '1')))), e =>
    e instanceof errors.BadRequest && /^Requested timestamp 2000-01-01T00:00:00Z less than minimum allowed timestamp/.test(e.description));
});

test('A cursor of events with a document but no action is an invalid argument', async () => {
  await rejects(q.Paginate(q.Events(q.Documents(c)), { after: { ts: 1, document: q.Ref(c, '1') } }), 'BadRequest', 'invalid argument', 'Cannot create event cursor with keys ts, document');
});

test('A write inside At is refused', async () => {
  await assert.rejects(fauna.query(q.At(q.TimeSubtract(q.Now(), 1, 'second'), q.Create(c, { data: {} }))), e => e instanceof errors.BadRequest && e.message === 'invalid write time');
});
