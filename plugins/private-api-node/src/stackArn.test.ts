import { ConfigReader } from '@backstage/config';
import { readEnvironments } from './readEnvironments';
import {
  environmentForArn,
  environmentsForArn,
  parseStackArn,
  stackArnsOf,
} from './stackArn';

const arn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-dev/5c2d8b40-1111-2222-3333-444444444444';

describe('parseStackArn', () => {
  it('returns the parts of an ARN', () => {
    expect(parseStackArn(arn)).toEqual({
      arn,
      partition: 'aws',
      region: 'eu-central-1',
      accountId: '111111111111',
      stackName: 'orders-dev',
      stackId: '5c2d8b40-1111-2222-3333-444444444444',
    });
  });

  it.each([
    '',
    'orders-dev',
    'https://169.254.169.254/latest/meta-data/',
    'arn:aws:s3:::bucket',
    'arn:aws:cloudformation:eu-central-1:1111:stack/orders-dev/1',
    'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-dev',
    'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/../1/2',
    'arn:aws:cloudformation:evil.example/#:111111111111:stack/orders/1',
    `${arn}\n`,
    ` ${arn}`,
    `${arn}/more`,
  ])('rejects %j', text => {
    expect(() => parseStackArn(text)).toThrow(
      /is not a valid ARN of a CloudFormation stack/,
    );
  });

  it('truncates a long value in the message', () => {
    expect(() => parseStackArn('x'.repeat(100_000))).toThrow(
      expect.objectContaining({
        message: expect.not.stringMatching(/x{300}/),
      }),
    );
  });
});

describe('stackArnsOf', () => {
  it.each<[string | undefined, string[]]>([
    [undefined, []],
    ['', []],
    [' , ,', []],
    [arn, [arn]],
    [` ${arn} ,b,\n${arn},`, [arn, 'b']],
  ])('splits %j', (annotation, texts) => {
    expect(stackArnsOf(annotation)).toEqual(texts);
  });
});

describe('environmentForArn', () => {
  const environment = {
    accountId: '111111111111',
    region: 'eu-central-1',
  };
  const environments = readEnvironments(
    new ConfigReader({
      privateServerless: {
        environments: [
          { ...environment, id: 'other-account', accountId: '222222222222' },
          { ...environment, id: 'other-region', region: 'eu-west-1' },
          { ...environment, id: 'dev' },
          { ...environment, id: 'dev-too' },
        ],
      },
    }),
  );

  it('selects by account and region', () => {
    expect(environmentForArn(environments, parseStackArn(arn))?.id).toBe('dev');
  });

  it('selects by partition', () => {
    const foreign = parseStackArn(arn.replace('arn:aws:', 'arn:aws-us-gov:'));
    expect(environmentForArn(environments, foreign)).toBeUndefined();
  });

  it('prefers the requested environment only if it has the account and region', () => {
    const parsed = parseStackArn(arn);
    expect(environmentForArn(environments, parsed, 'dev-too')?.id).toBe(
      'dev-too',
    );
    expect(environmentForArn(environments, parsed, 'other-account')?.id).toBe(
      'dev',
    );
  });

  it('has a variant that returns all environments with the account and region', () => {
    expect(
      environmentsForArn(environments, parseStackArn(arn)).map(({ id }) => id),
    ).toEqual(['dev', 'dev-too']);
  });

  it('returns undefined for an account that is not configured', () => {
    const foreign = parseStackArn(arn.replace(/1{12}/, '333333333333'));
    expect(environmentForArn(environments, foreign)).toBeUndefined();
    expect(environmentsForArn(environments, foreign)).toEqual([]);
  });
});
