import { faultOf, UnreachableError } from './faults';

const response = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('details'), { name, $metadata: { httpStatusCode } });
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

it.each<[string, unknown, ReturnType<typeof faultOf>]>([
  [
    'an error response',
    response('AccessDenied', 403),
    { awsCode: 'AccessDenied', hasAwsAnswered: true },
  ],
  [
    'a refused connection',
    new UnreachableError('DescribeStacks', refused),
    { awsCode: 'ECONNREFUSED', hasAwsAnswered: false },
  ],
  [
    'refused connections to several addresses',
    Object.assign(new Error('all failed'), { errors: [refused] }),
    { awsCode: 'ECONNREFUSED', hasAwsAnswered: false },
  ],
  [
    'throttling until the last retry',
    new UnreachableError('ExecuteChangeSet', response('Throttling', 400)),
    { awsCode: 'Throttling', hasAwsAnswered: true },
  ],
  [
    'a proxy that responds with a text in the place of a code',
    response('<b>Bad gateway</b>', 502),
    { hasAwsAnswered: true },
  ],
  ['an error without a code', new Error('oops'), { hasAwsAnswered: false }],
  ['nothing', undefined, { hasAwsAnswered: false }],
])('reads the code and whether AWS responded from %s', (_, error, expected) => {
  expect(faultOf(error)).toEqual(expected);
});
