// The emulator under test through the FQL v10 driver, and a database of its own for each file of tests.
import { Client, fql } from 'fauna';

export const endpoint = new URL(`http://${process.env.FAUNA_HOST}:${process.env.FAUNA_PORT}`);

export const client = (secret, options = {}) => new Client({ secret, endpoint, ...options });

/** A new database and a client with an admin key for it. */
export const database = async name => {
  const root = client(process.env.FAUNA_SECRET);
  const { data: key } = await root.query(fql`Database.create({ name: ${name} }); Key.create({ role: "admin", database: ${name} })`);
  return client(key.secret);
};

/** A client with a key for a new role. */
export const withRole = async (admin, name, privileges) => {
  await admin.query(fql`Role.create({ name: ${name}, privileges: ${privileges} })`);
  const { data: key } = await admin.query(fql`Key.create({ role: ${name} })`);
  return client(key.secret);
};

export const ids = page => page.data.map(d => d.id);
