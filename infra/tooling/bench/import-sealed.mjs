import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { GIFT, rawInsert, SIGNUP } from './fixtures.mjs';
import { startServer } from './import-rows.mjs';
import { median, rate, rounds } from './rounds.mjs';

/** `fieldledger import` of the FEC's bulk file into a running server, names and addresses sealed; against inserts of 1,000 rows each. */
export const importMoney = (bench) => imported(bench, { mark: 'h', what: 'import of 200,000 contributions, sealed', format: 'fec-bulk', fact: GIFT, write: writeItcont, target: 0.35 });

/** The same of Mobilize's participations. */
export const importVolunteers = (bench) => imported(bench, { mark: 'j', what: 'import of 200,000 signups, sealed', format: 'mobilize', fact: SIGNUP, write: writeParticipations, target: 0.35 });

async function imported({ folder, size }, { mark, what, format, fact, write, target }) {
  const rows = size(200_000);
  const server = await startServer(join(folder, mark));
  const raw = new pg.Client({ connectionString: server.database });
  await raw.connect();
  await raw.query('create schema raw; create table raw.events (like log.events including all)');
  const bare = () => rate(rows, async () => {
    for (let done = 0; done < rows; done += 1_000) await rawInsert(raw, 1_000, fact);
  });
  const behind = [];
  const ours = async (round) => {
    const file = join(folder, `${mark}-${round}.txt`);
    await write(file, rows, round);
    const perSecond = await rate(rows, () => server.import({ file, format }));
    // The reports' work is not to be measured with what comes after.
    behind.push(await server.settled());
    return perSecond;
  };
  const found = await rounds(ours, bare);
  await raw.end();
  await server.stop();
  return [{ mark, what, value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target, unit: 'rows/s', note: `every report counts them ${(median(behind) / 1000).toFixed(0)} s later` }];
}

/** Contributions of 50,000 invented donors to 20 committees, none of them as in another round. */
export async function writeItcont(file, rows, round) {
  const out = createWriteStream(file);
  for (let n = 0; n < rows; n++) {
    const donor = (n * 7919) % 50_000;
    const day = `${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}2025`;
    const line = ['C0000' + (1000 + (n % 20)), 'N', 'M3', 'P', '202503209000000001', '15', 'IND', `DONOR${donor}, INVENTED ${donor % 97}`, 'COLUMBUS', 'OH', String(43000 + (donor % 999)), 'SOME EMPLOYER INC', 'SOME OCCUPATION',
      day, String(5 + (n % 900)), '', `T${round}-${n}`, '1234567', '', '', `4${round}${String(n).padStart(12, '0')}`].join('|');
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/** Signups of 50,000 invented volunteers to 400 shifts of 100 events, none of them as in another round. */
async function writeParticipations(file, rows, round) {
  const out = createWriteStream(file);
  out.write('id,created_date,modified_date,user_id,user__given_name,user__family_name,user__email_address,user__phone_number,user__postal_code,event_id,timeslot_id,status,attended,referrer__utm_source\n');
  for (let n = 0; n < rows; n++) {
    const person = (n * 7919) % 50_000;
    const [day, minute] = [String(1 + (n % 28)).padStart(2, '0'), String(n % 60).padStart(2, '0')];
    const line = [`${round}${String(n).padStart(8, '0')}`, `2026-09-${day} 12:${minute}:00`, `2026-10-${day} 18:${minute}:00`, person, 'INVENTED', `VOLUNTEER${person}`, `v${person}@example.org`, `614555${String(person).padStart(4, '0')}`, 43000 + (person % 999),
      n % 100, n % 400, ['REGISTERED', 'CONFIRMED', 'CANCELLED'][n % 3], ['true', 'false', ''][n % 3], 'email'].join(',');
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
