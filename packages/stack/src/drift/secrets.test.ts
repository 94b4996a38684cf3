import { parseTemplate } from '../template/parse';
import { hideAll, createHide } from './secrets';

const template = parseTemplate(
  `
Parameters:
  Password: { Type: String, NoEcho: yes }
  Quoted: { Type: String, NoEcho: 'true' }
  Open: { Type: String }
Resources:
  Thing:
    Type: AWS::Some::Thing
    Properties:
      Plain: !Ref Open
      Direct: !Ref Password
      Url: !Sub 'https://user:\${Quoted}@host'
      Choice: !If [Big, !Ref Password, none]
      Deep: { Plain: x, Inner: !Ref Password }
      List: [{ Of: !Ref Open }, { Of: !Ref Password }]
      Found: '{{resolve:secretsmanager:db:SecretString:password}}'
      Version: '{{resolve:ssm:version}}'
Conditions:
  Big: !Equals [!Ref Open, big]
`,
  'of the stack',
);
const hide = createHide(template);
const resource = { logicalId: 'Thing' };
const difference = (path: string) => ({
  path,
  kind: 'NOT_EQUAL',
  expected: 'a',
  actual: 'b',
});

it.each([
  ['/Plain', false],
  ['/Deep/Plain', false],
  ['/Version', false],
  ['/NotInTheTemplate', false],
  ['/Direct', true],
  ['/Url', true],
  ['/Choice', true],
  ['/Deep/Inner', true],
  ['/Deep', true],
  // The order of the live list may differ.
  ['/List/0/Of', true],
  ['/Found', true],
  ['/MasterUserPassword', true],
  ['/Environment/Variables/DB_TOKEN', true],
  ['/Environment/Variables/api-key', true],
  ['/Weird~1secret', true],
])('%s is hidden: %s', (path, isHidden) => {
  expect(hide(resource, difference(path))).toEqual({
    ...difference(path),
    ...(isHidden ? { expected: '****', actual: '****' } : {}),
  });
});

it('hides the actual value if CloudFormation hides the expected one', () => {
  expect(
    hide(resource, { path: '/Plain', expected: 'x-****', actual: 'x-live' }),
  ).toEqual({ path: '/Plain', expected: '****', actual: '****' });
});

it('does not add a value that does not exist', () => {
  expect(hide(resource, { path: '/Direct', actual: 'b' })).toEqual({
    path: '/Direct',
    actual: '****',
  });
});

it('hides secrets inside objects and lists', () => {
  const actual = JSON.stringify({
    Size: 1,
    Variables: { DB_PASSWORD: 'hunter2' },
    Pairs: [
      { Name: 'TOKEN', Value: 'hunter2' },
      { Name: 'SIZE', Value: '1' },
    ],
  });
  const shown = hide(resource, { path: '/New', actual });
  expect(JSON.parse(shown.actual!)).toEqual({
    Size: 1,
    Variables: { DB_PASSWORD: '****' },
    Pairs: [
      { Name: 'TOKEN', Value: '****' },
      { Name: 'SIZE', Value: '1' },
    ],
  });
  const untouched = { path: '/New', actual: '{ "Size": 1 }' };
  expect(hide(resource, untouched)).toEqual(untouched);
});

it('hides the value of a pair with the name of a secret', () => {
  const pairs = (name: string) => ({
    logicalId: 'Thing',
    actual: JSON.stringify({ Env: [{ Name: name, Value: 'b' }] }),
  });
  const path = '/Env/0/Value';
  expect(hide(pairs('DB_PASSWORD'), difference(path)).actual).toBe('****');
  expect(hide(pairs('SIZE'), difference(path)).actual).toBe('b');
});

it('hides every value without a template', () => {
  expect(hideAll(resource, difference('/Plain'))).toMatchObject({
    expected: '****',
    actual: '****',
  });
});
