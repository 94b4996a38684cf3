import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { recordOf, stackArn } from './__testUtils__/records';
import { recordInCatalog } from './recordInCatalog';

/** Catalog files from public reports, as they were reported. */
const read = (name: string) =>
  readFileSync(path.join(__dirname, '__fixtures__', name), 'utf8');

const record = (text: string) =>
  recordInCatalog(text, 'catalog-info.yaml', recordOf(['ItemsTable']));

describe('catalog files from public reports', () => {
  it.each([
    [
      '01-annotations-as-list.yaml',
      6,
      'metadata.annotations is a list, not a map',
    ],
    [
      '02-dependson-placeholder.yaml',
      9,
      'spec.dependsOn is a $yaml placeholder, not a list',
    ],
    [
      '03-annotations-placeholder.yaml',
      6,
      'metadata.annotations is a $yaml placeholder, not a map',
    ],
    [
      '04-alias-annotations.yaml',
      9,
      'metadata.annotations is an alias (*shared), not a map',
    ],
    ['04-metadata-alias.yaml', 6, 'metadata is an alias (*common), not a map'],
    ['07-dependson-is-text.yaml', 9, 'spec.dependsOn is text, not a list'],
  ])('refuses %s with path and line', (name, line, problem) => {
    expect(() => record(read(name))).toThrow(
      `catalog-info.yaml:${line}: ${problem}. Write `,
    );
  });

  it.each([
    [
      '05-list-item-comment.yaml',
      '    resource:default/other\n',
      '    resource:default/other\n  - resource:default/orders-items-table\n',
    ],
    [
      '06-second-component.yaml',
      'techdocs-ref: dir:.\n',
      `techdocs-ref: dir:.\n    private-serverless.dev/stack-arn: ${stackArn}\n`,
    ],
    ['07-explicit-key.yaml', '    : old\n', `    : ${stackArn}\n`],
  ])('edits %s and keeps every other line', (name, before, after) => {
    const text = read(name);
    const edited = record(text);
    const own = edited.slice(0, edited.lastIndexOf('---\n'));
    const withoutDependencies = own
      .replace(/ {2}annotations:\n {4}private-serverless.*\n(?=spec)/, '')
      .replace(
        / {2}dependsOn:\n {4}- resource:default\/orders-items-table\n/,
        '',
      );
    expect(withoutDependencies).toBe(text.replace(before, after));
    expect(
      parseAllDocuments(edited).map(document => document.toJS().metadata.name),
    ).toContain('orders-items-table');
  });
});
