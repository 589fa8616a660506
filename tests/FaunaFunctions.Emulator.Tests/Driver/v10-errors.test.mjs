import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AbortError, AuthenticationError, AuthorizationError, ConstraintFailureError, InvalidRequestError, QueryCheckError, QueryRuntimeError, QueryTimeoutError, fql } from 'fauna';
import { client, database, withRole } from './v10-server.mjs';

let fauna;

before(async () => {
  fauna = await database('v10_driver_errors');
  await fauna.query(fql`Collection.create({ name: "C", constraints: [{ unique: ["email"] }, { check: { name: "adult", body: "d => d.age == null || d.age > 17" } }] })`);
});

const fails = (query, type, expected, options) => assert.rejects(fauna.query(query, options), error => {
  assert.ok(error instanceof type, `${error.name}: ${error.message}`);
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(error[key], value);
  return true;
});

test('v10: an unknown name is refused before the query runs', async () =>
  fails(fql`Nope.all()`, QueryCheckError, { code: 'invalid_query', httpStatus: 400 }));

test('v10: an unknown name fails at run time when nothing is checked', async () =>
  fails(fql`Nope.all()`, QueryRuntimeError, { code: 'unbound_variable' }, { typecheck: false }));

test('v10: the summary points at the place', async () =>
  assert.rejects(fauna.query(fql`C.nope()`), error => error.queryInfo.summary.includes('at *query*:1:3\n  |\n1 | C.nope()\n  |   ^^^^')));

test('v10: abort gives its value', async () =>
  fails(fql`abort({ a: 1 })`, AbortError, { code: 'abort', abort: { a: 1 } }));

test('v10: a failed query has done nothing', async () => {
  await fails(fql`C.create({ id: "1" }); abort("no")`, AbortError, {});
  assert.equal((await fauna.query(fql`C.byId("1").exists()`)).data, false);
});

test('v10: a broken constraint names its fields', async () => {
  await fauna.query(fql`C.create({ email: "a" })`);
  await fails(fql`C.create({ email: "a" })`, ConstraintFailureError, { code: 'constraint_failure', constraint_failures: [{ paths: [['email']], message: 'Failed unique constraint' }] });
  await fails(fql`C.create({ age: 5 })`, ConstraintFailureError, { constraint_failures: [{ paths: [], message: 'Document failed check constraint `adult`' }] });
});

test('v10: a wrong secret is refused', async () =>
  assert.rejects(client('fnwrong').query(fql`1`), error => error instanceof AuthenticationError && error.httpStatus === 401));

test('v10: a write without the privilege fails with 400', async () => {
  const reader = await withRole(fauna, 'error_reader', [{ resource: 'C', actions: { read: true } }]);
  await assert.rejects(reader.query(fql`C.create({})`), error => error.code === 'permission_denied' && error.httpStatus === 400 && !(error instanceof AuthorizationError));
});

test('v10: a time below what is kept is no query failure', async () =>
  fails(fql`at (Time("2001-01-01T00:00:00Z")) { C.all() }`, InvalidRequestError, { code: 'invalid_request' }));

test('v10: a cursor that is none is refused', async () =>
  fails(fql`Set.paginate("aGVsbG8=")`, QueryRuntimeError, { code: 'invalid_cursor' }));

test('v10: a deadline that is too short is told apart', async () =>
  fails(fql`1`, QueryTimeoutError, { httpStatus: 440, code: 'time_out' }, { query_timeout_ms: 1 }));

test('v10: tags come back', async () => {
  const response = await fauna.query(fql`1`, { query_tags: { a: 'b' } });
  assert.deepEqual(response.query_tags, { a: 'b' });
});
