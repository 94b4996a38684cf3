#!/usr/bin/env node
// Verifies the public samples of AWS with all privacy rules and prints tables in Markdown: verdicts, findings per rule, what was
// not judged, and the time. The samples are not part of this repository. Get them yourself, here in the state of 2025-10-08:
//
//   git clone https://github.com/aws-cloudformation/aws-cloudformation-templates
//   git -C aws-cloudformation-templates checkout 142ce6f283d285fa370adb7f9d332d7f46dac5fc
//   node bench/samples.mjs aws-cloudformation-templates [--findings]
//
// --findings also prints each finding, to judge it by reading the template. Any other folder with templates works too.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const {
  rules,
  TemplateError,
  verifyTemplate,
} = require('../packages/privacy/src/index.ts');

const [folder, ...options] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node bench/samples.mjs FOLDER [--findings]');
  process.exit(2);
}
const results = templatesIn(folder).map(verify);
console.log(`${commitOf(folder)}, ${results.length} templates\n`);
printVerdicts();
printRules();
printNotJudged();
if (options.includes('--findings')) printFindings();

function commitOf(root) {
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return path.basename(path.resolve(root));
  }
}

/** Every file that has the sections of a template. */
function templatesIn(root) {
  return readdirSync(root, { recursive: true })
    .filter(
      name =>
        /\.(ya?ml|json|template)$/.test(name) && !name.startsWith('.git/'),
    )
    .sort()
    .map(name => ({ name, text: readFileSync(path.join(root, name), 'utf8') }))
    .filter(({ text }) => /^\s*["']?Resources["']?\s*:/m.test(text));
}

function verify({ name, text }) {
  const begin = performance.now();
  try {
    const verdict = verifyTemplate({ template: text });
    return { name, verdict, ms: performance.now() - begin };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { name, error: error.message, ms: performance.now() - begin };
  }
}

function printVerdicts() {
  const counts = countBy(
    results,
    ({ verdict }) => verdict?.verdict ?? 'not a valid template',
  );
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  table(
    ['verdict', 'templates'],
    [...counts].sort((a, b) => b[1] - a[1]),
  );
  console.log(
    `\n${times.reduce((a, b) => a + b, 0).toFixed(0)} ms in total, median ${at(
      times,
      0.5,
    )} ms, 99 % within ${at(times, 0.99)} ms\n`,
  );
  for (const { name, error } of results) {
    if (error) console.log(`- ${name}: ${error}`);
  }
}

function printRules() {
  const ids = [...rules.map(({ id }) => id)];
  const statuses = ['proven', 'violated', 'unproven', 'not-applicable'];
  const verdicts = results.flatMap(({ verdict }) => verdict ?? []);
  console.log('');
  table(
    ['rule', ...statuses, 'findings H', 'findings M and L'],
    ids.map(id => [
      id,
      ...statuses.map(
        status => verdicts.filter(v => v.rules[id] === status).length,
      ),
      ...[true, false].map(
        isHigh =>
          verdicts
            .flatMap(({ findings }) => findings)
            .filter(f => f.rule === id && (f.severity === 'H') === isHigh)
            .length,
      ),
    ]),
  );
}

function printNotJudged() {
  const counts = countBy(
    results.flatMap(({ verdict }) => verdict?.notJudged ?? []),
    ({ type, message }) => type ?? message.slice(0, 80),
  );
  console.log('');
  table(
    ['not judged', 'resources'],
    [...counts].sort((a, b) => b[1] - a[1]),
  );
}

function printFindings() {
  for (const { name, verdict } of results) {
    if (!verdict) continue;
    console.log(`\n${name}: ${verdict.verdict}`);
    for (const f of verdict.findings) {
      console.log(
        `  ${f.rule} ${f.severity} ${f.status}, line ${f.line}: ${f.message}`,
      );
    }
  }
}

function countBy(items, key) {
  const counts = new Map();
  for (const item of items) {
    counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  }
  return counts;
}

function at(sorted, share) {
  const index = Math.min(Math.floor(sorted.length * share), sorted.length - 1);
  return sorted[index].toFixed(1);
}

function table(header, rows) {
  console.log(`| ${header.join(' | ')} |`);
  console.log(`| ${header.map(() => '---').join(' | ')} |`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
