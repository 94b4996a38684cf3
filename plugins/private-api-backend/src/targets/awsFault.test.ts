import { StackError } from '@private-serverless/stack';
import { awsFault } from './awsFault';

/** An error as the AWS SDK throws it for a response of AWS. */
const serviceError = (name: string, message = 'not authorized') =>
  Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: 403 },
  });

/** An error of Node for a connection that failed. */
const networkError = (code: string) =>
  Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code });

describe('awsFault', () => {
  it('reads the error code of a response', () => {
    expect(awsFault(serviceError('AccessDenied'))).toEqual({
      answered: true,
      code: 'AccessDenied',
      message: 'not authorized',
    });
  });

  it('reads the error code of a failed connection', () => {
    expect(awsFault(networkError('ECONNREFUSED'))).toMatchObject({
      answered: false,
      code: 'ECONNREFUSED',
    });
  });

  it('reads the cause of a StackError', () => {
    const cause = serviceError('Throttling');
    const error = new StackError('failed', 'Failed to describe stack orders', {
      cause,
    });
    expect(awsFault(error)).toEqual({
      answered: true,
      code: 'Throttling',
      message: 'Failed to describe stack orders',
    });
  });

  it('reads the first failure if several addresses of a name fail', () => {
    const error = new AggregateError([
      networkError('ETIMEDOUT'),
      networkError('ECONNREFUSED'),
    ]);
    expect(awsFault(error)).toMatchObject({
      answered: false,
      code: 'ETIMEDOUT',
    });
  });

  it.each([
    ['a plain error', new Error('socket hang up')],
    ['a code with unsafe characters', { code: '<b>x</b>' }],
    ['a string', 'broken'],
    ['undefined', undefined],
  ])('has a general code for %s', (_, error) => {
    expect(awsFault(error)).toMatchObject({
      answered: false,
      code: 'no response',
    });
  });

  it('limits the message to one line of 300 characters', () => {
    const { message } = awsFault(new Error(`${'x'.repeat(500)}\nsecond line`));
    expect(message).toBe('x'.repeat(300));
  });
});
