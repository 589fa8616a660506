// The emulator under test, and a database of its own for each file of tests.
import faunadb from 'faunadb';

export const { query: q, values, errors } = faunadb;

export const client = (secret, options = {}) => new faunadb.Client({
  secret,
  scheme: 'http',
  domain: process.env.FAUNA_HOST,
  port: Number(process.env.FAUNA_PORT),
  // HTTP/1.1: without a fetch of one's own the driver speaks HTTP/2, without TLS too.
  fetch: globalThis.fetch,
  ...options,
});

/** A new database and a client with an admin key for it. */
export const database = async name => {
  const root = client(process.env.FAUNA_SECRET);
  await root.query(q.CreateDatabase({ name }));
  const { secret } = await root.query(q.CreateKey({ database: q.Database(name), role: 'admin' }));
  return client(secret);
};

export const ids = page => page.data.map(ref => ref.id);

/** Every row of a set, page after page, with the sizes of the pages. */
export const walk = async (fauna, set, options) => {
  const rows = [], sizes = [];
  let after;
  do {
    const page = await fauna.query(q.Paginate(set, after === undefined ? options : { ...options, after }));
    rows.push(...page.data);
    sizes.push(page.data.length);
    ({ after } = page);
  } while (after !== undefined);
  return { rows, sizes };
};
