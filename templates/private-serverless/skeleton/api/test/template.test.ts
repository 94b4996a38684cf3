import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deploymentIds } from '../scripts/deployment-id.ts';

const template = readFileSync(new URL('../infrastructure/template.yaml', import.meta.url), 'utf8');

test('the deployment id matches the policy and the methods', () => {
  const { actual, expected } = deploymentIds(template);
  assert.equal(actual, expected, 'The API changed: run `npm run deployment-id -- --write`.');
});

test('a changed method requires a new deployment', () => {
  const changed = template.replace('HttpMethod: GET', 'HttpMethod: HEAD');
  assert.notEqual(deploymentIds(changed).expected, deploymentIds(template).expected);
});
