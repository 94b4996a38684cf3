import { rateSeconds } from './rate';

it.each([
  ['rate(1 minute)', 60],
  ['rate(5 minutes)', 300],
  ['rate(1 hour)', 3600],
  ['rate(12 hours)', 43_200],
  ['rate(1 day)', 86_400],
  ['rate(7 days)', 604_800],
])('%s is a rate', (expression, seconds) => {
  expect(rateSeconds(expression)).toBe(seconds);
});

it.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(1.5 hours)',
  'rate(30 seconds)',
  'rate( 1 minute )',
  'cron(0 * * * ? *)',
  '',
])('%s is not a rate', expression => {
  expect(rateSeconds(expression)).toBeUndefined();
});
