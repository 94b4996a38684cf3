import { Command } from 'commander';
import { retainOption, skipOption } from './logicalIds';

const parse = (...args: string[]) =>
  new Command()
    .argument('<path>')
    .addOption(retainOption(''))
    .addOption(skipOption(''))
    .parse(args, { from: 'user' })
    .opts();

it('collects each logical ID once, from one option or from several', () => {
  expect(parse('orders')).toEqual({});
  expect(
    parse('orders', '--retain', 'Table', 'Bucket', 'Table', '--retain', 'Log'),
  ).toEqual({ retain: ['Table', 'Bucket', 'Log'] });
  expect(
    parse('--skip', 'Rule', '--skip', 'Nested.Rule', '--skip=Rule', 'orders'),
  ).toEqual({ skip: ['Rule', 'Nested.Rule'] });
});
