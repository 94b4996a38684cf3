import { Readable, Transform } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { TargetLine } from './TargetLists';

/** Titles and values of the columns of an export. */
const columns: ReadonlyArray<
  [title: string, value: (target: TargetLine) => unknown]
> = [
  ['State', target => target.state],
  ['Service', target => target.title],
  ['Entity', target => target.entityRef],
  ['Environment', target => target.environment?.id],
  ['Owner', target => target.owner],
  ['System', target => target.system],
  ['Entry', target => target.entry],
  ['Hop', target => target.hop],
  ['Code', target => target.code],
  ['Cause', target => target.cause],
  ['Since', target => target.since],
  ['Private', target => target.private],
  ['Uptime (24 h)', target => target.uptime],
  ['Coverage (24 h)', target => target.coverage],
  ['95th percentile (ms)', target => target.p95Ms],
  ['Certificate expires', target => target.certificateExpiresAt],
  ['Version', target => target.templateVersion],
  ['Behind', target => target.behind],
  ['Checked', target => target.checkedAt],
];

/**
 * Targets as CSV with a header. Names and causes come from others, so texts that a spreadsheet would run as a formula are
 * escaped.
 * @param first - the first chunk, which was already read
 * @param rest - the others
 */
export function csvOf(
  first: IteratorResult<TargetLine[]>,
  rest: AsyncGenerator<TargetLine[]>,
): Transform {
  async function* lines() {
    if (!first.done) yield* first.value;
    for await (const chunk of rest) yield* chunk;
  }
  const csv = stringify({
    header: true,
    columns: columns.map(([header], index) => ({ key: `${index}`, header })),
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { boolean: value => String(value) },
  });
  const rows = Readable.from(
    (async function* values() {
      for await (const target of lines()) {
        yield columns.map(([, value]) => value(target));
      }
    })(),
  );
  rows.on('error', error => csv.destroy(error));
  csv.on('close', () => rows.destroy());
  return rows.pipe(csv);
}
