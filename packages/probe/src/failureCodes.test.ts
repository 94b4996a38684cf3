import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { failureCodesTable } from './__testUtils__/failureCodesTable';

const page = path.resolve(__dirname, '../../../docs/failure-codes.md');
const marked =
  /(?<=<!-- begin of the generated table -->\n\n)[\s\S]*?(?=\n\n<!-- end of the generated table -->)/;

it('docs/failure-codes.md has the table of failures (run this test with UPDATE_DOCS=1 to update it)', () => {
  const text = readFileSync(page, 'utf8');
  if (process.env.UPDATE_DOCS) {
    writeFileSync(page, text.replace(marked, failureCodesTable));
  }
  const [written] = marked.exec(readFileSync(page, 'utf8')) ?? [];
  expect(written).toBe(failureCodesTable());
});
