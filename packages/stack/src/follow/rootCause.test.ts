import { parseTemplate } from '../template/parse';
import type { StackEvent } from '../session/results';
import { adviceFor } from './advice';
import { describeFailure, readableReason, rootCause } from './rootCause';

let count = 0;
const event = (
  logicalId: string,
  status: string,
  reason?: string,
): StackEvent => ({
  id: `${count++}`,
  at: '2026-01-01T00:00:00.000Z',
  logicalId,
  type: logicalId === 'orders' ? 'AWS::CloudFormation::Stack' : 'AWS::X::Y',
  status,
  reason,
  stackArn: 'arn:orders',
  path: [],
});
const isOfStack = (e: StackEvent) => e.logicalId === 'orders';
const ofChange = { isOfStack, operation: 'change' } as const;
const handler = (message: string, code: string) =>
  `Resource handler returned message: "${message}" (RequestToken: 0f1e-2d, HandlerErrorCode: ${code})`;

describe('rootCause', () => {
  it('is the earliest failure that is not a follow-up cancellation', () => {
    const template = parseTemplate(
      'Resources:\n  Table:\n    Type: AWS::X::Y\n  Role:\n    Type: AWS::X::Y\n',
      't',
    );
    const failure = rootCause(
      [
        event('orders', 'CREATE_IN_PROGRESS', 'User Initiated'),
        event('Function', 'CREATE_FAILED', 'Resource creation cancelled'),
        event('Role', 'CREATE_FAILED', handler('r1 is taken', 'AlreadyExists')),
        event('Table', 'CREATE_FAILED', 'something else'),
        event('orders', 'ROLLBACK_IN_PROGRESS', 'failed to create: [Role]'),
        event('Bucket', 'DELETE_FAILED', 'not empty'),
        event('orders', 'ROLLBACK_FAILED', 'failed to delete: [Bucket]'),
      ],
      { isOfStack, operation: 'change', template },
    );
    expect(failure).toEqual({
      logicalId: 'Role',
      type: 'AWS::X::Y',
      reason: 'r1 is taken (AlreadyExists)',
      line: 4,
      advice: expect.stringContaining('outside the stack'),
    });
  });

  it('falls back to a cancellation, or to the failure of the stack itself', () => {
    expect(
      rootCause(
        [event('A', 'UPDATE_FAILED', 'Resource update cancelled')],
        ofChange,
      ),
    ).toMatchObject({ logicalId: 'A' });
    expect(
      rootCause([event('orders', 'CREATE_FAILED', 'Hook denied it')], ofChange),
    ).toMatchObject({ logicalId: 'orders', reason: 'Hook denied it' });
    expect(rootCause([event('A', 'CREATE_COMPLETE')], ofChange)).toBe(
      undefined,
    );
  });
});

describe('a failure of the stack itself', () => {
  const inUse =
    'Export orders-table cannot be deleted as it is in use by billing. ';
  const update = (reason: string) => [
    event('orders', 'UPDATE_IN_PROGRESS', 'User Initiated'),
    event('Log', 'UPDATE_FAILED', 'Resource update cancelled'),
    event('orders', 'UPDATE_ROLLBACK_IN_PROGRESS', reason),
    event('Log', 'UPDATE_FAILED', 'of the rollback'),
    event('orders', 'UPDATE_ROLLBACK_FAILED', 'failed to update: [Log]'),
  ];

  it('is the reason with which the rollback began, if no resource failed', () => {
    const failure = rootCause(update(inUse), ofChange)!;
    expect(failure).toMatchObject({ logicalId: 'orders' });
    expect(describeFailure(failure)).toBe(
      'orders (AWS::CloudFormation::Stack): Export orders-table cannot be deleted as it is in use by billing. Remove the import from the stacks in the message first.',
    );
  });

  it('is named without the request of a rollback, which nobody made', () => {
    const taken = 'Export with name log is already exported by stack shared';
    const failure = rootCause(
      [
        event('orders', 'CREATE_IN_PROGRESS', 'User Initiated'),
        event(
          'orders',
          'ROLLBACK_IN_PROGRESS',
          `${taken}. Rollback requested by user.`,
        ),
        event('orders', 'ROLLBACK_COMPLETE'),
      ],
      ofChange,
    );
    expect(failure).toMatchObject({ logicalId: 'orders', reason: taken });
    expect(readableReason('Rollback requested by user.')).toBe(
      'Rollback requested by user.',
    );
  });

  it('is not the reason of the rollback of an earlier update, nor one that only repeats', () => {
    const next = [
      event('orders', 'UPDATE_IN_PROGRESS', 'User Initiated'),
      event('orders', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
      event('orders', 'UPDATE_COMPLETE'),
    ];
    expect(rootCause([...update(inUse), ...next], ofChange)).toBe(undefined);
    for (const reason of [
      'User Initiated',
      'The following resource(s) failed to update: [Log]. ',
    ]) {
      expect(rootCause(update(reason), ofChange)).toMatchObject({
        logicalId: 'Log',
        reason: 'Resource update cancelled',
      });
    }
  });
});

describe('the operation of the root cause', () => {
  const ofEarlier = [
    event('orders', 'UPDATE_IN_PROGRESS', 'User Initiated'),
    event('Old', 'UPDATE_FAILED', 'an earlier failure'),
    event('orders', 'UPDATE_FAILED', 'failed to update: [Old]'),
  ];
  const ofUpdate = [
    event('orders', 'UPDATE_IN_PROGRESS', 'User Initiated'),
    event('Rule', 'UPDATE_IN_PROGRESS'),
    event('Rule', 'UPDATE_FAILED', 'the cause'),
  ];
  const ofRollback = [
    event('orders', 'UPDATE_ROLLBACK_IN_PROGRESS'),
    event('Log', 'UPDATE_FAILED', 'no way back'),
    event('orders', 'UPDATE_ROLLBACK_FAILED', 'failed to update: [Log]'),
  ];
  const within = (id: string, events: StackEvent[]) =>
    events.map(one => ({ ...one, operationId: id }));
  const nested = (status: string, reason?: string): StackEvent => ({
    ...event('Inner', status, reason),
    stackArn: 'arn:nested',
    path: ['Nested'],
  });

  it.each([
    ['without IDs', [...ofEarlier, ...ofUpdate, ...ofRollback]],
    [
      'with IDs',
      [
        ...within('1', ofEarlier),
        ...within('2', ofUpdate),
        ...within('3', ofRollback),
      ],
    ],
    [
      'with IDs, which decide about late events',
      [
        ...within('2', ofUpdate.slice(0, 1)),
        ...within('1', ofEarlier.slice(1, 2)),
        ...within('3', ofRollback.slice(0, 2)),
        ...within('2', ofUpdate.slice(1)),
        ...within('3', ofRollback.slice(2)),
      ],
    ],
  ])(
    'is the last change, or the last rollback, on request: %s',
    (_, events) => {
      expect(rootCause(events, ofChange)).toMatchObject({ logicalId: 'Rule' });
      expect(
        rootCause(events, { isOfStack, operation: 'rollback' }),
      ).toMatchObject({ logicalId: 'Log' });
    },
  );

  it('is never the rollback or an earlier operation, also if the change has no failed resource', () => {
    const [began] = ofUpdate;
    expect(rootCause([...ofEarlier, began!, ...ofRollback], ofChange)).toBe(
      undefined,
    );
    expect(rootCause(ofRollback, ofChange)).toBe(undefined);
  });

  it('is the deletion, not the create that it interrupts', () => {
    const events = [
      event('orders', 'CREATE_IN_PROGRESS'),
      event('Rule', 'CREATE_FAILED', 'of the create'),
      event('orders', 'DELETE_IN_PROGRESS'),
      event('Vpc', 'DELETE_FAILED', 'in use'),
      event('orders', 'DELETE_FAILED'),
    ];
    expect(
      rootCause(events, { isOfStack, operation: 'deletion' }),
    ).toMatchObject({ logicalId: 'Vpc' });
    expect(rootCause(events, ofChange)).toMatchObject({ logicalId: 'Rule' });
  });

  it('contains what fails in a nested stack in the same millisecond as the rollback begins', () => {
    const events = [
      ...ofUpdate.slice(0, 2),
      ...ofRollback.slice(0, 1),
      nested('UPDATE_FAILED', 'the cause'),
    ];
    expect(rootCause(events, ofChange)).toMatchObject({ logicalId: 'Inner' });
    const later = { ...events.at(-1)!, at: '2026-01-01T00:00:00.001Z' };
    expect(rootCause([...events.slice(0, -1), later], ofChange)).toBe(
      undefined,
    );
  });

  it('contains what fails in a nested stack until that rolls back', () => {
    const ofNested = (status: string): StackEvent => ({
      ...nested(status),
      type: 'AWS::CloudFormation::Stack',
      logicalId: 'orders-Nested',
      physicalId: 'arn:nested',
      operationId: 'nested-1',
    });
    const events = [
      ...within('1', [event('orders', 'UPDATE_IN_PROGRESS')]),
      ofNested('UPDATE_ROLLBACK_IN_PROGRESS'),
      nested('UPDATE_FAILED', 'no way back'),
      ofNested('UPDATE_IN_PROGRESS'),
      nested('UPDATE_FAILED', 'the cause'),
      ...within('2', ofRollback),
    ];
    expect(rootCause(events, ofChange)).toMatchObject({
      logicalId: 'Inner',
      reason: 'the cause',
      path: ['Nested'],
    });
  });
});

describe('readableReason', () => {
  it.each([
    [handler('Table orders is there', 'X'), 'Table orders is there (X)'],
    [handler('no idea', 'GeneralServiceException'), 'no idea'],
    [handler('AccessDenied: no', 'AccessDenied'), 'AccessDenied: no'],
    [
      'Resource handler returned message: "a "b" c" (RequestToken: 1)',
      'a "b" c',
    ],
    ['one\n  two ', 'one two'],
    [undefined, 'CloudFormation gave no reason'],
  ])('of %j is %j', (reason, expected) => {
    expect(readableReason(reason)).toBe(expected);
  });
});

describe('describeFailure', () => {
  it('is one line of cause, place and advice', () => {
    expect(
      describeFailure({
        logicalId: 'Table',
        type: 'AWS::DynamoDB::Table',
        reason: 'it is there',
        line: 12,
        advice: 'Do that.',
      }),
    ).toBe(
      'Table (AWS::DynamoDB::Table, template line 12): it is there. Do that.',
    );
  });
});

describe('adviceFor', () => {
  it.each([
    ['Table already exists', /another name/],
    [
      '/aws/lambda/orders already exists in stack arn:aws:cloudformation:eu-central-1:1:stack/orders/1',
      /^Choose another name: a resource of the stack/,
    ],
    [
      'User: arn:aws:iam::1:role/r is not authorized to perform: iam:CreateRole because no permissions boundary allows it',
      /permissions boundary/,
    ],
    [
      'User: arn:aws:iam::1:role/r is not authorized to perform: iam:CreateRole on resource x',
      /deploying role/,
    ],
    [
      'The maximum number of VPCs has been reached. (VpcLimitExceeded)',
      /quota/i,
    ],
    ['The bucket you tried to delete is not empty', /^Empty the bucket/],
    [
      'Access Denied for bucket: logs. Please check S3bucket permission (Service: ElasticLoadBalancingV2, Status Code: 400)',
      /^Allow logdelivery[.]elasticloadbalancing[.]amazonaws[.]com/,
    ],
    [
      "Private REST API doesn't have a resource policy attached to it",
      /resource policy/,
    ],
    ['The specified key does not exist. NoSuchKey', /artifact bucket/],
    [
      'CloudWatch Logs role ARN must be set in account settings to enable logging (Service: ApiGateway, Status Code: 400, HandlerErrorCode: InvalidRequest)',
      /^Set a role for CloudWatch Logs in API Gateway.*update-account/,
    ],
    [
      "The specified KMS key does not exist or is not allowed to be used with LogGroup 'arn:aws:logs:eu-central-1:1:log-group:a' (HandlerErrorCode: InvalidRequest)",
      /policy of the environment's key/,
    ],
    [
      "The prefix list ID 'pl-1' does not exist (Service: Ec2, Status Code: 400, HandlerErrorCode: InvalidRequest)",
      /prefixListIds/,
    ],
  ])('%j', (reason, advice) => {
    expect(adviceFor(reason)).toMatch(advice);
  });

  it.each([
    [
      'The runtime parameter of nodejs12.x is no longer supported for creating or updating AWS Lambda functions. (Service: Lambda, Status Code: 400, HandlerErrorCode: InvalidRequest)',
      /^Set the Runtime of the function/,
    ],
    [
      "1 validation error detected: Value 'nodejs99.x' at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs24.x] (HandlerErrorCode: InvalidRequest)",
      /^Set the Runtime of the function/,
    ],
    [
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ec2:CreateVpc with an explicit deny in a service control policy (HandlerErrorCode: AccessDenied)',
      /organization/,
    ],
    ['Too Many Requests (HandlerErrorCode: Throttling)', /throttled/],
    ['Rate exceeded (TooManyRequestsException)', /throttled/],
    [
      'Received response status [FAILED] from custom resource. Message returned: User is not authorized to perform: s3:ListBucket',
      /log of the custom resource/,
    ],
    [
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2 (HandlerErrorCode: InvalidRequest)',
      /function's role/,
    ],
    [
      'Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: The bucket is in this region: us-east-1.',
      /region of the stack/,
    ],
    [
      'Properties validation failed for resource Log with message: #/RetentionInDays: 6 is not a valid enum value',
      /^Correct the property/,
    ],
    ['Export Vpc cannot be deleted as it is in use by orders', /import/],
  ])('%j', (reason, advice) => {
    expect(adviceFor(reason)).toMatch(advice);
  });

  it.each([
    'The moon is full',
    'Invalid request provided: the service is not available here (HandlerErrorCode: InvalidRequest)',
    "The ID 'vpc-1' does not exist (HandlerErrorCode: InvalidParameterValue)",
    'The CIDR block 10.0.0.0/8 has host bits set (ValidationException)',
    'Access log destination: the specified bucket does not exist (NoSuchBucket)',
    'Invalid stage identifier specified (HandlerErrorCode: InvalidRequest)',
  ])('gives no advice when the cause is not known: %s', reason => {
    expect(adviceFor(reason)).toBeUndefined();
  });
});
