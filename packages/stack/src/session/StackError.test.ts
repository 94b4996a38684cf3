import { UnreachableError } from './aws/faults';
import { awsFaultOf, StackError } from './StackError';

it('keeps all details when it gets further lines', () => {
  const cause = new Error('cause');
  const error = new StackError('failed', 'First line.', {
    cause,
    option: 'retainResources',
    awsCode: 'AccessDenied',
    hasAwsAnswered: true,
  });
  expect(error.withLines([])).toBe(error);
  const longer = error.withLines(['Second line.']);
  expect(longer.message).toBe('First line.\nSecond line.');
  expect({ ...longer, cause: longer.cause }).toEqual({ ...error, cause });
});

it('takes the code of AWS from its cause, if the cause is a failed API call', () => {
  const denied = Object.assign(new Error('denied'), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  expect(new StackError('failed', 'x', { cause: denied })).toMatchObject({
    awsCode: 'AccessDenied',
    hasAwsAnswered: true,
  });
  const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });
  const cause = new UnreachableError('DescribeStacks', lost);
  expect(new StackError('unreachable', 'x', { cause })).toMatchObject({
    awsCode: 'ECONNRESET',
    hasAwsAnswered: false,
  });
  const blocked = new StackError('blocked', 'x', { cause: new Error('gate') });
  expect(blocked.awsCode).toBeUndefined();
  expect(blocked.hasAwsAnswered).toBeUndefined();
});

it('is read like the error of an SDK client', () => {
  const details = { awsCode: 'AccessDenied', hasAwsAnswered: true };
  expect(awsFaultOf(new StackError('failed', 'x', details))).toEqual(details);
  expect(awsFaultOf(new StackError('input', 'x'))).toEqual({
    hasAwsAnswered: false,
  });
  expect(awsFaultOf({ code: 'ECONNREFUSED' })).toEqual({
    awsCode: 'ECONNREFUSED',
    hasAwsAnswered: false,
  });
});
